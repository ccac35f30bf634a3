//! What somebody might try, by what it is called. Others stand with what they are about: see docs/security.md.

mod injection;
mod origin;
mod pages;
mod remembered;
mod secrets;
