use reqwest::Method;
use serde_json::Value;

/// One operation of the OpenAPI document.
pub struct Operation {
    /// Its method.
    pub method: Method,
    /// Its path, with parameters in braces.
    pub path: String,
    /// What it asks for before it lets a caller in.
    pub security: Vec<Value>,
    /// The names of its query parameters.
    pub query: Vec<String>,
    /// Whether it takes a JSON body.
    pub takes_json: bool,
    /// The chapters of the document in which it stands.
    pub tags: Vec<String>,
    /// The roles that pass its gate; none where no role is asked for.
    pub roles: Vec<String>,
    /// Whether its answer is a list.
    pub answers_list: bool,
    /// Its entry in the document.
    pub entry: Value,
}

/// Every operation that is documented.
pub fn operations() -> Vec<Operation> {
    let document = http_actix::app::openapi();
    let paths = document["paths"].as_object().expect("paths");
    let mut operations = Vec::new();
    for (path, item) in paths {
        for (method, entry) in item.as_object().expect("operations") {
            operations.push(Operation::new(path, method, entry));
        }
    }
    operations
}

impl Operation {
    fn new(path: &str, method: &str, entry: &Value) -> Self {
        let list = |key: &str| entry[key].as_array().cloned().unwrap_or_default();
        let words = |key: &str| list(key).iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let answer = &entry["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
        let query = list("parameters").into_iter().filter(|parameter| parameter["in"] == "query");
        Self {
            method: method.to_uppercase().parse().expect("a method"),
            path: path.to_owned(),
            security: list("security"),
            query: query.map(|parameter| parameter["name"].as_str().expect("a name").to_owned()).collect(),
            takes_json: !entry["requestBody"]["content"]["application/json"].is_null(),
            tags: words("tags"),
            roles: words("x-roles"),
            answers_list: answer.as_str().is_some_and(|name| name.contains("/ListEnvelope_")),
            entry: entry.clone(),
        }
    }
    /// Its method and path: what it is called.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
    /// Whether it may change something.
    pub fn may_change(&self) -> bool {
        self.method != Method::GET
    }
    /// Whether it reads so much that this stands in the audit trail.
    pub fn is_audited(&self) -> bool {
        self.path == "/api/v1/users/me/export"
    }
    /// The names of the path's parameters, in their order.
    pub fn parameters(&self) -> Vec<String> {
        let parts = self.path.split('/').filter_map(|part| part.strip_prefix('{'));
        parts.filter_map(|part| part.strip_suffix('}')).map(str::to_owned).collect()
    }
    /// Its path with this in the place of every parameter.
    pub fn path_with(&self, id: &str) -> String {
        self.path_with_one_other(usize::MAX, id, id)
    }
    /// Its path with `other` in the place of the parameter at `place` and `id` in the places of the others.
    pub fn path_with_one_other(&self, place: usize, other: &str, id: &str) -> String {
        let mut number = 0;
        let mut parts = Vec::new();
        for part in self.path.split('/') {
            if part.starts_with('{') {
                parts.push(if number == place { other } else { id });
                number += 1;
            } else {
                parts.push(part);
            }
        }
        parts.join("/")
    }
    /// Whether it opens a socket.
    pub fn is_socket(&self) -> bool {
        !self.entry["responses"]["101"].is_null()
    }
    /// Whether calling it signs the caller out, which a test that goes on does not want.
    pub fn ends_the_session(&self) -> bool {
        self.path == "/api/v1/auth/logout"
    }
}
