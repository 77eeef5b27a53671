//! Several commands as one step, which nothing comes between.

use fred::{error::Error, interfaces::LuaInterface, types::FromValue};

use crate::RedisClient;

impl RedisClient {
    /// Runs a Lua script. Its keys must share a hash slot. The text goes along every time: a server that was started anew
    /// has forgotten the scripts it was given, and a new master may never have had them.
    pub async fn run<R: FromValue>(
        &self,
        script: &'static str,
        keys: Vec<String>,
        arguments: Vec<String>,
    ) -> Result<R, Error> {
        // The library's futures are large, and callers run many at once.
        Box::pin(self.connection()?.eval(script, keys, arguments)).await
    }
}
