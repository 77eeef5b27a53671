//! The adapters that the configuration asks for.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use crypto::{BcryptPasswords, BcryptSettings, Jwt, KeyNotary, ServerSecrets, SignedLinks};
use domain::ports::{Files, LanguageModel, Links, Notary, Passwords, Secrets, Tokens};
use embedded::DiskFiles;
use gemini::Gemini;
use openai::OpenAi;
use s3::{S3Files, S3Settings};
use secrecy::ExposeSecret;

use super::StartError;
use crate::{
    config::{Config, FileStorage, Provider},
    keys,
};

/// Password hashing.
pub fn passwords(config: &Config) -> Result<Arc<dyn Passwords>, StartError> {
    let settings = BcryptSettings {
        cost: config.auth.bcrypt_cost,
        threads: config.auth.password_thread_count(),
        queue: config.auth.password_queue,
    };
    Ok(Arc::new(BcryptPasswords::new(settings)?))
}

/// What the server's keys are for.
pub struct Keys {
    /// Access tokens.
    pub tokens: Arc<dyn Tokens>,
    /// Links to files.
    pub links: Arc<dyn Links>,
    /// What is hashed or sealed in storage.
    pub secrets: Arc<dyn Secrets>,
    /// What must be provable later.
    pub notary: Arc<dyn Notary>,
}

/// Everything that is signed, hashed or sealed, with one ring of keys.
pub fn keys(config: &Config) -> Result<Keys, StartError> {
    let lifetime = TimeDelta::minutes(config.auth.access_token_minutes.into());
    let ring = keys::ring(config)?;
    Ok(Keys {
        tokens: Arc::new(Jwt::new(&ring, lifetime)),
        links: Arc::new(SignedLinks::new(&ring)),
        secrets: Arc::new(ServerSecrets::new(&ring)),
        notary: Arc::new(KeyNotary::new(&ring)),
    })
}

/// The file store.
pub async fn files(config: &Config) -> Result<Arc<dyn Files>, StartError> {
    match config.file_storage() {
        FileStorage::Disk { dir } => {
            let files = DiskFiles::open(dir).await.map_err(|error| StartError::Files(super::reasons(&error)))?;
            Ok(Arc::new(files))
        }
        FileStorage::S3 { bucket, region, endpoint, public_endpoint, access_key_id, secret_access_key } => {
            let access_key_id = access_key_id.expose_secret().to_owned();
            let settings = S3Settings { endpoint, public_endpoint, region, bucket, access_key_id, secret_access_key };
            Ok(Arc::new(S3Files::new(&settings).map_err(|error| StartError::Files(error.to_string()))?))
        }
    }
}

/// The language model, if one is configured.
pub fn model(config: &Config) -> Result<Option<Arc<dyn LanguageModel>>, StartError> {
    let assistant = &config.assistant;
    let call = Duration::from_secs(assistant.timeout_seconds);
    let wrong = |error: &dyn std::error::Error| StartError::Model(super::reasons(error));
    match (assistant.provider, &assistant.gemini_api_key) {
        (Provider::None, _) => Ok(None),
        (Provider::Gemini, None) => Err(StartError::Model("assistant.gemini_api_key must be set".into())),
        (Provider::Gemini, Some(key)) => {
            let mut settings = gemini::Settings::new(key.clone(), &assistant.gemini_model);
            settings.most_tokens = assistant.gemini_max_tokens;
            settings.timeouts.call = call;
            Ok(Some(Arc::new(Gemini::new(settings).map_err(|error| wrong(&error))?)))
        }
        (Provider::Openai, _) => {
            let mut settings = openai::Settings::new(&assistant.openai_model);
            settings.api_key.clone_from(&assistant.openai_api_key);
            settings.base_url.clone_from(&assistant.openai_base_url);
            settings.timeouts.call = call;
            Ok(Some(Arc::new(OpenAi::new(settings).map_err(|error| wrong(&error))?)))
        }
    }
}
