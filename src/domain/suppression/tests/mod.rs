mod examples;
mod tables;
