//! A proof of work that a comment needs where the blog's owner wants it: challenges
//! and solutions of ALTCHA (<https://altcha.org/docs/v2/>).

use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;
use std::sync::Arc;

use altcha::{CreateChallengeOptions, VerifySolutionOptions, create_challenge, verify_solution};
use article_widgets_model::Identifier;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use utoipa::ToSchema;

use super::problems::ApiError;

/// Rounds of a key's derivation, and keys that are tried for a solution: a tenth of a second or
/// two on a reader's device.
const COST: u32 = 5_000;
const TRIES: std::ops::RangeInclusive<u32> = 20..=60;

/// Seconds for which a challenge is valid.
const EXPIRY: i64 = 600;

/// The work that a comment needs.
///
/// For one counter after the other, from 0 on, a key is derived, until one begins with
/// the bytes of `keyPrefix`: 60 counters are enough. A key is what PBKDF2 (RFC 8018)
/// makes with HMAC-SHA-256, in `cost` rounds and of `keyLength` bytes; its password is
/// the bytes of `nonce` and after them the counter, as a whole number of 4 bytes, the
/// highest first; its salt is the bytes of `salt`. Bytes are written in hexadecimal.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize, ToSchema)]
pub(crate) struct Challenge {
    /// The parameters of the work.
    parameters: ChallengeParameters,
    /// By which the server knows them as its own.
    signature: String,
}

/// The parameters of the work.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChallengeParameters {
    /// The key derivation.
    algorithm: Algorithm,
    /// The rounds of a derivation.
    cost: u32,
    /// The comment for which the work is done.
    data: ChallengeData,
    /// The time at which the challenge expires, in seconds since 1970-01-01 UTC.
    expires_at: i64,
    /// The bytes of a key.
    key_length: usize,
    /// The bytes that the key has to begin with.
    key_prefix: String,
    /// By which the server knows the key.
    key_signature: String,
    /// Bytes that the password begins with.
    nonce: String,
    /// Bytes that make the same password another key.
    salt: String,
}

/// A key derivation.
#[derive(Clone, Copy, Debug, serde::Deserialize, serde::Serialize, ToSchema)]
enum Algorithm {
    /// PBKDF2 with HMAC-SHA-256.
    #[serde(rename = "PBKDF2/SHA-256")]
    Pbkdf2Sha256,
}

impl Algorithm {
    const fn name(self) -> &'static str {
        match self {
            Self::Pbkdf2Sha256 => "PBKDF2/SHA-256",
        }
    }
}

/// The comment for which a challenge is made.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize, ToSchema)]
struct ChallengeData {
    /// The comment for which alone its solution counts.
    comment: Identifier,
}

/// A challenge with its solution.
#[derive(serde::Deserialize, ToSchema)]
pub(super) struct Proof {
    /// The challenge, unchanged.
    challenge: Challenge,
    /// The solution.
    solution: Solution,
}

/// The key that was looked for.
#[derive(serde::Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Solution {
    /// With which counter it is derived.
    counter: u32,
    /// The key, in hexadecimal.
    derived_key: String,
}

/// Makes challenges and judges solutions.
pub(crate) struct ProofOfWork {
    secret: String,
    key_secret: String,
    /// Challenges are made one after the other, so that they take one processor at most.
    turn: Arc<Semaphore>,
}

impl fmt::Debug for ProofOfWork {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ProofOfWork")
    }
}

impl ProofOfWork {
    /// Signs with this secret.
    pub(crate) fn new(secret: &[u8]) -> Self {
        let secret = secret.iter().fold(String::new(), |mut text, byte| {
            // Writing to a text cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        Self {
            key_secret: ["key ", &secret].concat(),
            secret,
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// Judges what came with a comment.
    ///
    /// # Errors
    /// [`ApiError::ProofNeeded`], with a new challenge.
    pub(super) async fn check(&self, id: Identifier, proof: Option<Value>) -> Result<(), ApiError> {
        let proof = proof.and_then(|proof| serde_json::from_value::<Proof>(proof).ok());
        if proof.is_some_and(|proof| self.proves(id, proof)) {
            return Ok(());
        }
        let challenge = self.challenge(id).await.map_err(|error| {
            tracing::error!("no challenge could be made: {error}");
            ApiError::Unexpected
        })?;
        Err(ApiError::ProofNeeded(challenge.into()))
    }

    /// True if the proof is correct, has not expired, and is for this comment. The key is not
    /// derived for that: the server recognises it by its signature.
    fn proves(&self, id: Identifier, proof: Proof) -> bool {
        let Proof {
            challenge,
            solution,
        } = proof;
        let parameters = challenge.parameters;
        let has_expired = parameters.expires_at < Timestamp::now().as_second();
        if parameters.data.comment != id || has_expired || parameters.key_signature.is_empty() {
            return false;
        }
        let challenge = altcha::Challenge {
            parameters: parameters.into(),
            signature: Some(challenge.signature),
        };
        let solution = altcha::Solution {
            counter: solution.counter,
            derived_key: solution.derived_key,
            time: None,
        };
        let options = VerifySolutionOptions {
            hmac_key_signature_secret: Some(self.key_secret.clone()),
            ..VerifySolutionOptions::new(&challenge, &solution, &self.secret)
        };
        verify_solution(options).is_ok_and(|result| result.verified)
    }

    /// Makes a challenge, for which a key is derived: some milliseconds of work.
    async fn challenge(&self, id: Identifier) -> anyhow::Result<Challenge> {
        let options = CreateChallengeOptions {
            algorithm: Algorithm::Pbkdf2Sha256.name().to_owned(),
            cost: COST,
            counter: Some(rand::random_range(TRIES)),
            data: Some(ChallengeData { comment: id }.into()),
            expires_at: Some(Timestamp::now().as_second() + EXPIRY),
            hmac_signature_secret: Some(self.secret.clone()),
            hmac_key_signature_secret: Some(self.key_secret.clone()),
            ..CreateChallengeOptions::default()
        };
        let turn = Arc::clone(&self.turn).acquire_owned().await?;
        let make = move || {
            let challenge = create_challenge(options);
            drop(turn);
            challenge
        };
        let challenge = spawn_blocking(make).await??;
        Ok(serde_json::from_value(serde_json::to_value(challenge)?)?)
    }
}

impl From<ChallengeData> for BTreeMap<String, Value> {
    fn from(data: ChallengeData) -> Self {
        Self::from([("comment".to_owned(), data.comment.to_string().into())])
    }
}

impl From<ChallengeParameters> for altcha::ChallengeParameters {
    fn from(parameters: ChallengeParameters) -> Self {
        Self {
            algorithm: parameters.algorithm.name().to_owned(),
            cost: parameters.cost,
            data: Some(parameters.data.into()),
            expires_at: Some(parameters.expires_at),
            key_length: parameters.key_length,
            key_prefix: parameters.key_prefix,
            key_signature: Some(parameters.key_signature),
            memory_cost: None,
            nonce: parameters.nonce,
            parallelism: None,
            salt: parameters.salt,
        }
    }
}
