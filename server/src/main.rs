//! The program: reads the options, starts the log and runs the server.

use std::process::ExitCode;

use article_widgets_server::{Config, Log, run};

#[tokio::main]
async fn main() -> ExitCode {
    let config = Config::from_command_line();
    let mut log = Log::start();
    match run(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log.tell_end(&error);
            ExitCode::FAILURE
        }
    }
}
