//! A proof of work that a comment needs where the blog's owner wants it: challenges
//! and solutions of ALTCHA (<https://altcha.org/docs/v2/>).

use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;

use altcha::{
    Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge,
    verify_solution,
};
use article_widgets_model::Identifier;
use jiff::Timestamp;
use serde_json::Value;

use super::problems::Failure;

/// How many rounds a key takes to derive, and how many keys are tried for a solution:
/// a tenth of a second or two on a reader's device.
const COST: u32 = 5_000;
const TRIES: std::ops::RangeInclusive<u32> = 20..=60;

/// For how many seconds a challenge may be worked on.
const EXPIRY: i64 = 600;

/// The member of a challenge's data that names the comment for which alone it counts.
const COMMENT: &str = "comment";

/// Makes challenges and judges solutions.
pub(crate) struct ProofOfWork {
    secret: String,
    key_secret: String,
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
        }
    }

    /// Judges what came with a comment.
    ///
    /// # Errors
    /// [`Failure::ProofNeeded`], with a new challenge.
    pub(super) fn check(&self, id: Identifier, proof: Option<Value>) -> Result<(), Failure> {
        let proof = proof.and_then(|proof| serde_json::from_value::<Payload>(proof).ok());
        if proof.is_some_and(|proof| self.proves(id, &proof)) {
            return Ok(());
        }
        let challenge = self.challenge(id).map_err(|error| {
            tracing::error!("no challenge could be made: {error}");
            Failure::Unexpected
        })?;
        let challenge = serde_json::to_value(challenge).map_err(|_| Failure::Unexpected)?;
        Err(Failure::ProofNeeded(challenge))
    }

    fn proves(&self, id: Identifier, proof: &Payload) -> bool {
        let data = proof.challenge.parameters.data.as_ref();
        let comment = data.and_then(|data| data.get(COMMENT)?.as_str());
        if comment != Some(&id.to_string()) {
            return false;
        }
        let options = VerifySolutionOptions {
            hmac_key_signature_secret: Some(self.key_secret.clone()),
            ..VerifySolutionOptions::new(&proof.challenge, &proof.solution, &self.secret)
        };
        verify_solution(options).is_ok_and(|result| result.verified)
    }

    fn challenge(&self, id: Identifier) -> altcha::Result<Challenge> {
        let comment = Value::String(id.to_string());
        create_challenge(CreateChallengeOptions {
            algorithm: "PBKDF2/SHA-256".to_owned(),
            cost: COST,
            counter: Some(rand::random_range(TRIES)),
            data: Some(BTreeMap::from([(COMMENT.to_owned(), comment)])),
            expires_at: Some(Timestamp::now().as_second() + EXPIRY),
            hmac_signature_secret: Some(self.secret.clone()),
            hmac_key_signature_secret: Some(self.key_secret.clone()),
            ..CreateChallengeOptions::default()
        })
    }
}
