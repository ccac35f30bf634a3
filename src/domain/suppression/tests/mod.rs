mod attack;
mod examples;
mod property;
mod simplex;
mod tables;
