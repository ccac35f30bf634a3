//! The catalogue of problems: each kind with its status, title, cause and remedy.

use actix_web::http::StatusCode;

use crate::domain::language::Language;

macro_rules! kinds {
    ($($kind:ident $slug:literal $status:ident {
        title: $title_nl:literal, $title_en:literal;
        cause: $cause_nl:literal, $cause_en:literal;
        remedy: $remedy_nl:literal, $remedy_en:literal;
    })+) => {
        /// The kinds of problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $($kind,)+ }

        impl Kind {
            /// All kinds, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The last part of the problem's URI.
            #[must_use]
            pub fn slug(self) -> &'static str {
                match self { $(Self::$kind => $slug,)+ }
            }

            #[must_use]
            pub fn status(self) -> StatusCode {
                match self { $(Self::$kind => StatusCode::$status,)+ }
            }

            #[must_use]
            pub fn title(self, language: Language) -> &'static str {
                match self { $(Self::$kind => language.pick($title_nl, $title_en),)+ }
            }

            /// What leads to the problem.
            #[must_use]
            pub fn cause(self, language: Language) -> &'static str {
                match self { $(Self::$kind => language.pick($cause_nl, $cause_en),)+ }
            }

            /// What the caller can do.
            #[must_use]
            pub fn remedy(self, language: Language) -> &'static str {
                match self { $(Self::$kind => language.pick($remedy_nl, $remedy_en),)+ }
            }
        }
    };
}

kinds! {
    InvalidInput "invalid-input" BAD_REQUEST {
        title: "De invoer klopt niet", "The input is not valid";
        cause: "De body, een parameter of een header is niet volgens het gepubliceerde schema.", "The body, a parameter or a header is not as the published schema says.";
        remedy: "Verbeter wat onder errors staat en probeer het opnieuw.", "Mend what is listed under errors and try again.";
    }
    Unauthenticated "unauthenticated" UNAUTHORIZED {
        title: "Geen geldig token", "No valid token";
        cause: "Er is geen token meegestuurd, of het is onbekend, verlopen of ingetrokken.", "No token was sent, or it is unknown, expired or revoked.";
        remedy: "Stuur een geldig token mee als Authorization: Bearer, of vraag de beheerder om een nieuw.", "Send a valid token as Authorization: Bearer, or ask the administrator for a new one.";
    }
    Forbidden "forbidden" FORBIDDEN {
        title: "Niet toegestaan", "Not allowed";
        cause: "Het token is geldig, maar de rol of het huis ervan geeft hier geen recht op.", "The token is valid, but its role or house gives no right to this.";
        remedy: "Gebruik een token met de juiste rol en het juiste huis.", "Use a token of the right role and house.";
    }
    CrossSite "cross-site" FORBIDDEN {
        title: "Dit verzoek komt van een andere site", "This request comes from another site";
        cause: "Wie met een browser is aangemeld, kan alleen vanaf de eigen pagina's iets wijzigen.", "Whoever is signed in with a browser can change things only from the register's own pages.";
        remedy: "Open de pagina van het register zelf en probeer het daar opnieuw.", "Open the register's own page and try again there.";
    }
    TooFarBack "too-far-back" FORBIDDEN {
        title: "Te lang geleden", "Too far back";
        cause: "Een huis mag alleen de laatste dagen zelf wijzigen.", "A house may change only the last days itself.";
        remedy: "Vraag de coördinator van het netwerk om de wijziging.", "Ask the network's coordinator for the change.";
    }
    NotFound "not-found" NOT_FOUND {
        title: "Niet gevonden", "Not found";
        cause: "Dit adres bestaat niet. Adressen eindigen nooit op een schuine streep.", "There is no such address. No address ends in a slash.";
        remedy: "Controleer het adres aan de hand van /v1/openapi.json.", "Check the address against /v1/openapi.json.";
    }
    HouseNotFound "house-not-found" NOT_FOUND {
        title: "Dit huis is niet bekend", "This house is not known";
        cause: "Er is geen huis met dit id.", "There is no house with this id.";
        remedy: "Zoek het id op in /v1/houses.", "Look the id up in /v1/houses.";
    }
    HouseNotOpen "house-not-open" NOT_FOUND {
        title: "Dit huis is nu niet open", "This house is not open now";
        cause: "Er is geen huis met dit id dat nu open is.", "There is no house with this id that is open now.";
        remedy: "Zoek in /v1/houses op of het huis bekend is, en wanneer het open is.", "Look up in /v1/houses whether the house is known, and when it is open.";
    }
    RegistrationNotFound "registration-not-found" NOT_FOUND {
        title: "Deze dag is niet geregistreerd", "This day is not registered";
        cause: "Het huis heeft deze dag niet geregistreerd, of de registratie is ingetrokken.", "The house has not registered this day, or the registration was withdrawn.";
        remedy: "Registreer de dag, of kies een andere dag.", "Register the day, or choose another.";
    }
    ComputationNotFound "computation-not-found" NOT_FOUND {
        title: "Deze berekening is niet bekend", "This computation is not known";
        cause: "Er is geen berekening met dit id, of zij is na 30 dagen vergeten.", "There is no computation with this id, or it was forgotten after 30 days.";
        remedy: "Stel de vraag opnieuw; dezelfde vraag geeft hetzelfde antwoord.", "Ask again; the same question gives the same answer.";
    }
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED {
        title: "Deze methode kan hier niet", "This method is not possible here";
        cause: "Het adres bestaat, maar niet voor deze HTTP-methode.", "The address exists, but not for this HTTP method.";
        remedy: "Gebruik een van de methoden in de header Allow.", "Use one of the methods in the Allow header.";
    }
    NotAcceptable "not-acceptable" NOT_ACCEPTABLE {
        title: "Deze vorm is er niet", "There is no such representation";
        cause: "De header Accept of de parameter format vraagt om een vorm die hier niet bestaat.", "The Accept header or the format parameter asks for a representation that does not exist here.";
        remedy: "Vraag om application/json, of om een andere vorm die voor dit adres beschreven is.", "Ask for application/json, or for another representation described for this address.";
    }
    Conflict "conflict" CONFLICT {
        title: "Dit past niet bij wat er staat", "This does not fit what is stored";
        cause: "De invoer is goed geschreven, maar past niet bij het huis, de dag of wat er al staat.", "The input is well formed, but does not fit the house, the day or what is stored.";
        remedy: "Verbeter wat onder errors staat en probeer het opnieuw.", "Mend what is listed under errors and try again.";
    }
    PreconditionFailed "precondition-failed" PRECONDITION_FAILED {
        title: "Er is intussen iets veranderd", "Something has changed meanwhile";
        cause: "De voorwaarde in If-Match of If-None-Match gaat niet meer op: iemand anders was eerder.", "The condition in If-Match or If-None-Match no longer holds: somebody else was first.";
        remedy: "Haal de huidige stand op en besluit opnieuw.", "Get what is stored now and decide again.";
    }
    PayloadTooLarge "payload-too-large" PAYLOAD_TOO_LARGE {
        title: "De body is te groot", "The body is too large";
        cause: "De body is groter dan voor dit adres is toegestaan.", "The body is larger than this address allows.";
        remedy: "Stuur een kleinere body.", "Send a smaller body.";
    }
    UnsupportedMediaType "unsupported-media-type" UNSUPPORTED_MEDIA_TYPE {
        title: "Deze soort body wordt niet gelezen", "This kind of body is not read";
        cause: "De header Content-Type noemt een andere soort dan beschreven is.", "The Content-Type header names another kind than described.";
        remedy: "Stuur in UTF-8 wat voor dit adres is beschreven, meestal JSON met Content-Type: application/json, zonder Content-Encoding.", "Send in UTF-8 what is described for this address, mostly JSON with Content-Type: application/json, and no Content-Encoding.";
    }
    RequestTimeout "request-timeout" REQUEST_TIMEOUT {
        title: "Het verzoek kwam te langzaam binnen", "The request came too slowly";
        cause: "De body was er niet binnen de tijd die daarvoor is.", "The body was not there within the time it has.";
        remedy: "Stuur het verzoek opnieuw, in een keer.", "Send the request again, in one go.";
    }
    TooManyRequests "too-many-requests" TOO_MANY_REQUESTS {
        title: "Te veel verzoeken", "Too many requests";
        cause: "Met dit token of van dit adres kwamen te veel verzoeken in korte tijd.", "Too many requests came with this token or from this address in a short time.";
        remedy: "Wacht de tijd in Retry-After en probeer het opnieuw.", "Wait for the time in Retry-After and try again.";
    }
    Internal "internal" INTERNAL_SERVER_ERROR {
        title: "Er ging bij ons iets mis", "Something went wrong on our side";
        cause: "Een fout in dit programma of zijn database.", "A fault in this program or its database.";
        remedy: "Meld het kenmerk onder instance aan de beheerder.", "Report the mark under instance to the administrator.";
    }
    Unavailable "unavailable" SERVICE_UNAVAILABLE {
        title: "Het register is even niet bereikbaar", "The register cannot be reached for a moment";
        cause: "De database is niet bereikbaar, is vol of heeft het te druk. Er is niets bevestigd.", "The database cannot be reached, is full or is too busy. Nothing was acknowledged.";
        remedy: "Probeer het opnieuw na de tijd in Retry-After; opnieuw sturen kan geen kwaad.", "Try again after the time in Retry-After; sending again does no harm.";
    }
}

impl Kind {
    /// The kind that stands for a bare status of the framework's.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::Unauthenticated,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::NOT_ACCEPTABLE => Self::NotAcceptable,
            StatusCode::PAYLOAD_TOO_LARGE => Self::PayloadTooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            StatusCode::TOO_MANY_REQUESTS => Self::TooManyRequests,
            StatusCode::REQUEST_TIMEOUT => Self::RequestTimeout,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            status if status.is_client_error() => Self::InvalidInput,
            _ => Self::Internal,
        }
    }
}
