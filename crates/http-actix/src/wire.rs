//! The composition root: here, and in `main`, adapters meet their ports.

mod adapters;
mod background;
mod database;
mod files_health;
mod outbox;
mod shared;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{SecondsFormat, TimeDelta};
use crypto::{KeyError, SystemRng};
use domain::{
    accounts::{Accounts, SignUp},
    appointments::Appointments,
    assistant::{Interviews, Replies},
    audit::Trail,
    auth::{Auth, AuthParts, Codes, Policy},
    case_histories::CaseHistories,
    chats::Chats,
    doctors::Doctors,
    documents::Documents,
    hospitals::Hospitals,
    idempotency::Idempotency,
    invitations::Invitations,
    jobs::Jobs,
    kernel::{Core, Fresh, Settings},
    limits::Limits,
    mappings::{Families, Mappings},
    outbox::Outbox,
    patients::{Care, Patients, Registrar},
    ports::{AnchorKeeper, Clock, EventBus, Files, LanguageModel, Links, Notary, OtpStore, Passwords, Rng},
    privacy::{Erasure, Exports},
    reports::Reports,
    specialties::Specialties,
    suggestions::Suggestions,
};
use embedded::{AnchorFile, InProcessEvents, SystemClock};
use jobs::ReadLog;
use tokio::sync::mpsc::UnboundedSender;

use crate::{
    auth::Authenticator,
    config::Config,
    realtime::Sockets,
    sessions::{CacheKeepingEvents, SessionCache},
    telemetry::MeasuredModel,
};

use self::{adapters::Keys, shared::Shared};
pub use self::{database::Database, files_health::FilesHealth};

/// A moment, in which somebody who looks at one patient opens several things.
const READS_WAIT: Duration = Duration::from_millis(200);

/// When an answer is given, by the machine's clock: RFC 3339 in UTC, to the microsecond.
pub fn time_of_answer() -> String {
    SystemClock.now().to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong.
    #[error("{0}")]
    Config(String),
    /// The data directory cannot be used.
    #[error("the folder {folder} cannot be used: {cause}")]
    Folder {
        /// Which.
        folder: String,
        /// Why.
        cause: std::io::Error,
    },
    /// Another server works in it.
    #[error("another Lifeline server uses the folder {folder}; stop it, or choose another one with --data-dir")]
    FolderInUse {
        /// Which.
        folder: String,
    },
    /// A key is not usable.
    #[error("the signing key cannot be used: {0}")]
    Key(#[from] KeyError),
    /// A key that signs no more is not usable.
    #[error("a key of auth.earlier_keys (JWT_EARLIER_KEYS) cannot be used: {0}")]
    EarlierKey(KeyError),
    /// A key in the data folder is not usable.
    #[error("the key file {} cannot be used: {cause}", .file.display())]
    KeyFile {
        /// Which.
        file: PathBuf,
        /// Why.
        cause: KeyError,
    },
    /// The database cannot be used.
    #[error("the database cannot be used: {}", reasons(.0))]
    Database(#[from] domain::ports::RepoError),
    /// The file store cannot be used.
    #[error("the file store cannot be used: {0}")]
    Files(String),
    /// Redis cannot be used.
    #[error("redis.url cannot be used: {0}")]
    Redis(String),
    /// The language model is not configured rightly.
    #[error("the language model cannot be used: {0}")]
    Model(String),
    /// The mail server is not configured rightly.
    #[error("mail cannot be sent: {0}")]
    Mail(String),
    /// The account for text messages is not configured rightly.
    #[error("text messages cannot be sent: {0}")]
    Sms(String),
    /// The port cannot be had.
    #[error("{0}")]
    Listen(String),
    /// Something of the machine.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// An error with everything that caused it, for the operator.
pub(crate) fn reasons(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}

/// The use cases of every room.
pub struct Services {
    /// Opening accounts.
    pub sign_up: SignUp,
    /// Sign-in and sessions.
    pub auth: Auth,
    /// Mail and text messages.
    pub outbox: Outbox,
    /// Taking the own data along.
    pub exports: Exports,
    /// Having oneself erased.
    pub erasure: Erasure,
    /// Invitations.
    pub invitations: Invitations,
    /// Case histories.
    pub case_histories: CaseHistories,
    /// Documents.
    pub documents: Documents,
    /// Reports.
    pub reports: Reports,
    /// The assistant's interviews.
    pub interviews: Interviews,
    /// Draft replies for doctors.
    pub replies: Replies,
    /// Appointments.
    pub appointments: Appointments,
    /// Requests that a client may send again.
    pub idempotency: Idempotency,
    /// Medical problem suggestions.
    pub suggestions: Suggestions,
    /// Mappings.
    pub mappings: Mappings,
    /// Accounts that exist.
    pub accounts: Accounts,
    /// Hospitals.
    pub hospitals: Hospitals,
    /// Doctors.
    pub doctors: Doctors,
    /// Specialties.
    pub specialties: Specialties,
    /// Chats and messages.
    pub chats: Chats,
    /// Relations of accounts to patients.
    pub families: Families,
    /// Patients' records.
    pub patients: Patients,
    /// Adding patients.
    pub registrar: Registrar,
    /// Who cares for whom.
    pub care: Care,
    /// The audit trail.
    pub trail: Trail,
    /// Work in the background.
    pub jobs: Jobs,
}

/// What a test may put in the place of the real thing.
pub struct Ports {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub rng: Arc<dyn Rng>,
    /// A language model instead of the configured one.
    pub model: Option<Arc<dyn LanguageModel>>,
    /// How long reads of clinical data are collected before they are written.
    pub reads_wait: Duration,
    /// Who is told what is written into the folder of mail and text messages.
    pub console: Option<UnboundedSender<String>>,
}

impl Default for Ports {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            rng: Arc::new(SystemRng),
            model: None,
            reads_wait: READS_WAIT,
            console: None,
        }
    }
}

/// Everything wired together.
#[derive(Clone)]
pub struct Wired {
    /// When this began.
    pub started: Instant,
    /// The configuration.
    pub config: Arc<Config>,
    /// The database.
    pub database: Database,
    /// What use cases share.
    pub core: Core,
    /// The use cases.
    pub services: Arc<Services>,
    /// Tokens to callers.
    pub authenticator: Arc<Authenticator>,
    /// Open sockets.
    pub sockets: Arc<Sockets>,
    /// The file store.
    pub files: Arc<dyn Files>,
    /// Whether the file store answers, asked now and then.
    pub files_health: Arc<FilesHealth>,
    /// One-time codes.
    pub otp: Arc<dyn OtpStore>,
    /// Links that work without sign-in.
    pub links: Arc<dyn Links>,
    /// Signatures that outlive the key in use.
    pub notary: Arc<dyn Notary>,
    /// What of the audit trail is written down outside the database.
    pub anchors: Arc<dyn AnchorKeeper>,
    /// The language model, if one is configured.
    pub model: Option<Arc<dyn LanguageModel>>,
}

/// Wires everything that the configuration asks for. The database is opened but not migrated.
pub async fn wire(config: Config, ports: Ports) -> Result<Wired, StartError> {
    make_folder(&config.data.dir)?;
    let fresh = Fresh::new(ports.clock, ports.rng);
    let database = Database::open(&config, fresh.clone())?;
    let bus = InProcessEvents::new(database.serves_one_process());
    let cache = SessionCache::default();
    let local: Arc<dyn EventBus> = Arc::new(CacheKeepingEvents::new(cache.clone(), Arc::new(bus)));
    let Shared { events, otp, tickets, limiter, requests } = shared::shared(&config, local, &fresh)?;
    let Keys { tokens, links, secrets, notary } = adapters::keys(&config)?;
    let accesses = Arc::new(ReadLog::start(database.store(), fresh.clone(), ports.reads_wait));
    let core = Core { store: database.store(), fresh, events, accesses, secrets, settings: settings(&config) };
    let passwords = adapters::passwords(&config)?;
    let files = adapters::files(&config).await?;
    let model = model(&config, ports.model)?;
    let limits = Limits::new(limiter, requests, config.limits.rules(), core.fresh.clone());
    let sign_up = SignUp::new(core.clone(), passwords.clone());
    let auth = Auth::new(AuthParts {
        core: core.clone(),
        passwords: passwords.clone(),
        tokens,
        codes: Codes::new(core.clone(), otp.clone()),
        limits: limits.clone(),
        policy: policy(&config),
        sign_up: sign_up.clone(),
        tickets,
    });
    let services = Services::new(Parts {
        core: core.clone(),
        auth: auth.clone(),
        limits: limits.clone(),
        sign_up,
        passwords,
        outbox: outbox::outbox(&config, &core, ports.console)?,
        files: files.clone(),
        links: links.clone(),
        link_lifetime: TimeDelta::seconds(config.files.link_seconds.into()),
        model: model.clone(),
    });
    let sockets = Sockets::new(core.clone(), auth.clone(), config.server.max_sockets_per_user);
    Ok(Wired {
        core: core.clone(),
        sockets: Arc::new(sockets),
        started: Instant::now(),
        anchors: Arc::new(AnchorFile::new(config.data.audit_anchor())),
        config: Arc::new(config),
        database,
        services: Arc::new(services),
        authenticator: Arc::new(Authenticator::new(auth, core, limits, cache)),
        files,
        files_health: Arc::default(),
        otp,
        links,
        notary,
        model,
    })
}

/// In production nobody waits for a message that is written to the outbox folder.
fn policy(config: &Config) -> Policy {
    let development = !config.server.is_production();
    config.auth.policy(development || config.mail.smtp_host.is_some(), development || config.sms.account_sid.is_some())
}

fn settings(config: &Config) -> Arc<Settings> {
    Arc::new(Settings {
        default_timezone: config.locale.default_timezone.clone(),
        session_lifetime: TimeDelta::days(config.auth.refresh_token_days.into()),
    })
}

/// The model that was given, else the configured one, measured.
fn model(config: &Config, given: Option<Arc<dyn LanguageModel>>) -> Result<Option<Arc<dyn LanguageModel>>, StartError> {
    let model = match given {
        Some(model) => Some(model),
        None => adapters::model(config)?,
    };
    Ok(model.map(|model| Arc::new(MeasuredModel::new(model)) as Arc<dyn LanguageModel>))
}

/// What the use cases are made of.
struct Parts {
    core: Core,
    auth: Auth,
    limits: Limits,
    sign_up: SignUp,
    passwords: Arc<dyn Passwords>,
    outbox: Outbox,
    files: Arc<dyn Files>,
    links: Arc<dyn Links>,
    link_lifetime: TimeDelta,
    model: Option<Arc<dyn LanguageModel>>,
}

impl Services {
    fn new(parts: Parts) -> Self {
        let Parts { core, auth, limits, sign_up, passwords, outbox, files, links, link_lifetime, model } = parts;
        Self {
            invitations: Invitations::new(core.clone(), passwords, limits.clone(), auth.clone()),
            sign_up,
            outbox,
            exports: Exports::new(core.clone()),
            erasure: Erasure::new(core.clone(), auth.clone()),
            case_histories: CaseHistories::new(core.clone()),
            documents: Documents::new(core.clone(), files.clone(), links.clone(), link_lifetime),
            reports: Reports::new(core.clone()),
            interviews: Interviews::new(core.clone(), model.clone(), limits.clone()),
            replies: Replies::new(core.clone(), model.clone()),
            chats: Chats::new(core.clone()),
            appointments: Appointments::new(core.clone(), model.clone()),
            idempotency: Idempotency::new(core.clone()),
            suggestions: Suggestions::new(core.clone()),
            mappings: Mappings::new(core.clone()),
            accounts: Accounts::new(core.clone()),
            hospitals: Hospitals::new(core.clone()),
            doctors: Doctors::new(core.clone()),
            specialties: Specialties::new(core.clone()),
            families: Families::new(core.clone()),
            patients: Patients::new(core.clone()),
            registrar: Registrar::new(core.clone()),
            care: Care::new(core.clone()),
            trail: Trail::new(core.clone()),
            jobs: Jobs::new(core),
            auth,
        }
    }
}

/// What is made is for the server's account alone; a folder that is there already stays as its owner made it.
pub(crate) fn make_folder(folder: &Path) -> Result<(), StartError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|cause| StartError::Folder { folder: folder.display().to_string(), cause })
}
