//! The URL of a Redis installation.

use fred::types::config::{ClusterDiscoveryPolicy, Server, ServerConfig};
use percent_encoding::percent_decode_str;
use url::Url;

const REDIS_PORT: u16 = 6379;
const SENTINEL_PORT: u16 = 26379;

/// What is wrong with the URL. No error repeats any of it: what looks like a host may be a piece of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It starts with something else.
    #[error(
        "it must start with redis://, rediss://, redis-sentinel://, rediss-sentinel://, redis-cluster:// or \
         rediss-cluster://"
    )]
    Scheme,
    /// A host is missing, or there are several where there can be one.
    #[error("host and port must be given as host:port, and percent-encode / ? # and @ in a password")]
    Host,
    /// A user without a password cannot sign in.
    #[error("a user name needs a password (user:password@host, or :password@host for a password alone)")]
    Password,
    /// User or password are not text.
    #[error("user and password must be percent-encoded UTF-8")]
    Encoding,
    /// The path names something else than a database.
    #[error("the path must be the number of a database (0 to 255)")]
    Database,
    /// Databases other than the first do not exist there.
    #[error("a cluster has no database but 0")]
    ClusterDatabase,
    /// Sentinel watches several masters and has to know which one is meant.
    #[error("a Sentinel URL needs ?sentinelServiceName=…")]
    ServiceName,
    /// The query holds something unknown.
    #[error(
        "only node (Cluster and Sentinel), sentinelServiceName, sentinelUsername and sentinelPassword (Sentinel) \
         can follow the question mark"
    )]
    Query,
}

/// A URL taken apart.
#[derive(Debug, PartialEq, Eq)]
pub struct Address {
    pub server: ServerConfig,
    pub tls: bool,
    pub username: Option<String>,
    pub password: Option<String>,
    pub database: Option<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Single,
    Sentinel,
    Cluster,
}

impl Address {
    /// Takes a URL apart, or says what is wrong with it.
    pub fn parse(url: &str) -> Result<Self, AddressError> {
        let (scheme, rest) = url.trim().split_once("://").ok_or(AddressError::Scheme)?;
        let (kind, tls) = kind(scheme)?;
        let (first, more) = hosts(rest);
        let url = Url::parse(&format!("redis://{first}")).map_err(|_| AddressError::Host)?;
        if url.fragment().is_some() {
            return Err(AddressError::Host);
        }
        let (username, password) = credentials(&url)?;
        let database = database(&url)?;
        if kind == Kind::Cluster && database.is_some_and(|number| number != 0) {
            return Err(AddressError::ClusterDatabase);
        }
        let port = if kind == Kind::Sentinel { SENTINEL_PORT } else { REDIS_PORT };
        let mut nodes = vec![host(&url, port)?];
        for node in more {
            nodes.push(node_at(node, port)?);
        }
        let server = server(kind, nodes, &url)?;
        Ok(Self { server, tls, username, password, database: database.filter(|_| kind != Kind::Cluster) })
    }
}

fn kind(scheme: &str) -> Result<(Kind, bool), AddressError> {
    match scheme.to_ascii_lowercase().as_str() {
        "redis" => Ok((Kind::Single, false)),
        "rediss" => Ok((Kind::Single, true)),
        "redis-sentinel" => Ok((Kind::Sentinel, false)),
        "rediss-sentinel" => Ok((Kind::Sentinel, true)),
        "redis-cluster" => Ok((Kind::Cluster, false)),
        "rediss-cluster" => Ok((Kind::Cluster, true)),
        _ => Err(AddressError::Scheme),
    }
}

/// The address with the first of several hosts, and the other ones.
fn hosts(rest: &str) -> (String, Vec<&str>) {
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (user, hosts) = match authority.rsplit_once('@') {
        Some((user, hosts)) => (format!("{user}@"), hosts),
        None => (String::new(), authority),
    };
    let mut hosts = hosts.split(',');
    let first = hosts.next().unwrap_or_default();
    (format!("{user}{first}{tail}"), hosts.collect())
}

fn host(url: &Url, port: u16) -> Result<Server, AddressError> {
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(AddressError::Host)?;
    // The library resolves the plain form of IPv6 addresses.
    let host = host.trim_start_matches('[').trim_end_matches(']');
    Ok(Server::new(host, url.port().unwrap_or(port)))
}

fn node_at(text: &str, port: u16) -> Result<Server, AddressError> {
    let url = Url::parse(&format!("redis://{text}")).map_err(|_| AddressError::Host)?;
    let only_host = url.username().is_empty()
        && url.password().is_none()
        && url.path().is_empty()
        && url.query().is_none()
        && url.fragment().is_none();
    if only_host { host(&url, port) } else { Err(AddressError::Host) }
}

fn credentials(url: &Url) -> Result<(Option<String>, Option<String>), AddressError> {
    let decoded = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().map_err(|_| AddressError::Encoding)?;
        Ok(Some(text.into_owned()).filter(|text| !text.is_empty()))
    };
    let username = decoded(url.username())?;
    let password = decoded(url.password().unwrap_or_default())?;
    if username.is_some() && password.is_none() {
        return Err(AddressError::Password);
    }
    Ok((username, password))
}

fn database(url: &Url) -> Result<Option<u8>, AddressError> {
    match url.path().trim_start_matches('/') {
        "" => Ok(None),
        number => number.parse().map(Some).map_err(|_| AddressError::Database),
    }
}

fn server(kind: Kind, mut nodes: Vec<Server>, url: &Url) -> Result<ServerConfig, AddressError> {
    let (mut service_name, mut username, mut password) = (None, None, None);
    for (name, value) in url.query_pairs() {
        let value = value.into_owned();
        match (kind, &*name) {
            (Kind::Cluster, "node") => nodes.push(node_at(&value, REDIS_PORT)?),
            (Kind::Sentinel, "node") => nodes.push(node_at(&value, SENTINEL_PORT)?),
            (Kind::Sentinel, "sentinelServiceName") => service_name = Some(value),
            (Kind::Sentinel, "sentinelUsername") => username = Some(value),
            (Kind::Sentinel, "sentinelPassword") => password = Some(value),
            _ => return Err(AddressError::Query),
        }
    }
    match kind {
        Kind::Single => {
            let mut nodes = nodes.into_iter();
            match (nodes.next(), nodes.next()) {
                (Some(server), None) => Ok(ServerConfig::Centralized { server }),
                _ => Err(AddressError::Host),
            }
        }
        // Nodes that were named may be gone when others, learnt since, are still there.
        Kind::Cluster => Ok(ServerConfig::Clustered { hosts: nodes, policy: ClusterDiscoveryPolicy::UseCache }),
        Kind::Sentinel => {
            let service_name = service_name.filter(|name| !name.is_empty()).ok_or(AddressError::ServiceName)?;
            Ok(ServerConfig::Sentinel { hosts: nodes, service_name, username, password })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(url: &str) -> AddressError {
        Address::parse(url).unwrap_err()
    }

    #[test]
    fn a_single_server() {
        let address = Address::parse("redis://redis.example").unwrap();
        assert_eq!(address.server, ServerConfig::new_centralized("redis.example", 6379));
        assert!(!address.tls);
        assert_eq!((address.username, address.password, address.database), (None, None, None));

        let address = Address::parse("rediss://user:p%40ss%2F@[::1]:6380/15").unwrap();
        assert_eq!(address.server, ServerConfig::new_centralized("::1", 6380));
        assert!(address.tls);
        assert_eq!(address.username.as_deref(), Some("user"));
        assert_eq!(address.password.as_deref(), Some("p@ss/"));
        assert_eq!(address.database, Some(15));

        let address = Address::parse(" redis://:secret@127.0.0.1:7000/ \n").unwrap();
        assert_eq!((address.username, address.password.as_deref()), (None, Some("secret")));
        assert_eq!(address.database, None);
    }

    #[test]
    fn several_sentinels_by_comma_or_by_node() {
        let hosts = |ports: [u16; 3]| ports.map(|port| Server::new("s", port)).to_vec();
        let expected = |ports| ServerConfig::Sentinel {
            hosts: hosts(ports),
            service_name: "main".into(),
            username: Some("watcher".into()),
            password: Some("quiet".into()),
        };
        let who = "sentinelServiceName=main&sentinelUsername=watcher&sentinelPassword=quiet";
        let address = Address::parse(&format!("redis-sentinel://u:p@s:1,s:2,s/3?{who}")).unwrap();
        assert_eq!(address.server, expected([1, 2, 26379]));
        assert_eq!((address.password.as_deref(), address.database), (Some("p"), Some(3)));
        let address = Address::parse(&format!("rediss-sentinel://s?node=s:2&node=s:3&{who}")).unwrap();
        assert_eq!(address.server, expected([26379, 2, 3]));
        assert!(address.tls);
    }

    #[test]
    fn several_cluster_nodes_by_comma_or_by_node() {
        for url in ["redis-cluster://c:1,c:2,[fe80::1]:3/0", "redis-cluster://c:1?node=c:2&node=[fe80::1]:3"] {
            let address = Address::parse(url).unwrap();
            let ServerConfig::Clustered { hosts, .. } = address.server else { panic!("{url} is a cluster") };
            assert_eq!(hosts, [Server::new("c", 1), Server::new("c", 2), Server::new("fe80::1", 3)]);
            assert_eq!(address.database, None);
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        use AddressError::{ClusterDatabase, Database, Encoding, Host, Password, Query, Scheme, ServiceName};
        for (url, expected) in [
            ("", Scheme),
            ("localhost:6379", Scheme),
            ("http://localhost", Scheme),
            ("valkey://localhost", Scheme),
            ("redis+unix:///run/redis.sock", Scheme),
            ("redis://", Host),
            ("redis://:6379", Host),
            ("redis://host:99999", Host),
            ("redis://a:1,b:2", Host),
            ("redis://host#1", Host),
            ("redis-cluster://a:1,", Host),
            ("redis-cluster://a:1,b:x", Host),
            ("redis-cluster://a:1?node=b/1", Host),
            ("redis://secret@host", Password),
            ("redis://u:%ff@host", Encoding),
            ("redis://host/first", Database),
            ("redis://host/256", Database),
            ("redis://host/1/2", Database),
            ("redis-cluster://host/1", ClusterDatabase),
            ("redis-sentinel://host", ServiceName),
            ("redis-sentinel://host?sentinelServiceName=", ServiceName),
            ("redis://host?node=b:1", Query),
            ("redis-cluster://host?sentinelServiceName=main", Query),
            ("redis-sentinel://host?sentinelServiceName=main&timeout=5", Query),
        ] {
            assert_eq!(error(url), expected, "{url}");
        }
    }
}
