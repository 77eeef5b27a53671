//! Where `OpenAI` and the servers that imitate it differ.

use model_http::BaseUrl;

/// How the server wants to be asked.
///
/// `OpenAI` has replaced `max_tokens` by `max_completion_tokens` and refuses the old name for its newer models. Local
/// servers (Ollama, LM Studio, older llama.cpp) know only `max_tokens` and ignore the new name without a word, which
/// would leave an answer without any limit. So exactly one of the two is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `OpenAI` and Azure: `max_completion_tokens`, `store: false`, and rules for reasoning models.
    OpenAi,
    /// Ollama, llama.cpp, vLLM, LM Studio and other servers: `max_tokens` and `temperature`, nothing newer.
    Compatible,
}

impl Dialect {
    /// The dialect of the server at this address.
    pub(crate) fn of(base: &BaseUrl) -> Self {
        let host = base.host();
        let openai = ["openai.com", "openai.azure.com"]
            .iter()
            .any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
        if openai { Self::OpenAi } else { Self::Compatible }
    }

    /// Whether the model reasons before it answers: `OpenAI`'s o series, and GPT from 5 on. Such models refuse any
    /// temperature but their own, and pay for their reasoning from the token limit.
    pub(crate) fn reasons(self, model: &str) -> bool {
        self == Self::OpenAi && (is_o_series(model) || gpt_generation(model).is_some_and(|number| number >= 5))
    }

    /// Whether the model takes a reasoning effort of `low`. The chat and pro variants have one fixed effort.
    pub(crate) fn takes_low_effort(self, model: &str) -> bool {
        self.reasons(model) && !model.contains("-chat") && !model.contains("-pro")
    }
}

fn is_o_series(model: &str) -> bool {
    model.strip_prefix('o').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn gpt_generation(model: &str) -> Option<u32> {
    model.strip_prefix("gpt-")?.split(['.', '-', 'o']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_tells_the_dialect() {
        for (base, dialect) in [
            ("https://api.openai.com/v1", Dialect::OpenAi),
            ("https://eu.api.openai.com/v1", Dialect::OpenAi),
            ("https://clinic.openai.azure.com/openai/v1", Dialect::OpenAi),
            ("https://notopenai.com/v1", Dialect::Compatible),
            ("https://openai.com.example/v1", Dialect::Compatible),
            ("http://localhost:11434/v1", Dialect::Compatible),
        ] {
            assert_eq!(Dialect::of(&BaseUrl::parse(base).unwrap()), dialect, "{base}");
        }
    }

    #[test]
    fn reasoning_models_are_known_by_name() {
        for model in [
            "o1",
            "o3-mini",
            "o4-mini",
            "gpt-5",
            "gpt-5-mini",
            "gpt-5.6-sol",
            "gpt-6-luna",
            "gpt-10",
            "gpt-5.1-chat-latest",
        ] {
            assert!(Dialect::OpenAi.reasons(model), "{model}");
            assert!(!Dialect::Compatible.reasons(model), "{model} on a local server");
        }
        for model in ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-3.5-turbo", "chatgpt-4o-latest", "omni", "gpt-oss-20b"] {
            assert!(!Dialect::OpenAi.reasons(model), "{model}");
        }
    }

    #[test]
    fn a_fixed_effort_is_left_alone() {
        assert!(Dialect::OpenAi.takes_low_effort("gpt-5.4-mini"));
        for model in ["gpt-5.1-chat-latest", "gpt-5.4-pro", "gpt-4o"] {
            assert!(!Dialect::OpenAi.takes_low_effort(model), "{model}");
        }
    }
}
