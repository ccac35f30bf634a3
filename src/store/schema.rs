//! The tables, as the migrations make them. Moments are naive and in UTC.

diesel::table! {
    networks (id) {
        id -> Text,
        name -> Text,
    }
}

diesel::table! {
    regions (id) {
        id -> Text,
        network_id -> Text,
        name -> Text,
    }
}

diesel::table! {
    municipalities (name) {
        name -> Text,
        network_id -> Text,
        latitude -> Nullable<Double>,
        longitude -> Nullable<Double>,
    }
}

diesel::table! {
    houses (id) {
        id -> Text,
        opens_on -> Date,
        closes_on -> Nullable<Date>,
    }
}

diesel::table! {
    house_versions (house_id, valid_from) {
        house_id -> Text,
        valid_from -> Date,
        name -> Text,
        house_type -> Text,
        region_id -> Nullable<Text>,
        municipality -> Text,
        latitude -> Nullable<Double>,
        longitude -> Nullable<Double>,
        phone -> Nullable<Text>,
        organisation -> Nullable<Text>,
        admits_on_weekend -> Nullable<Bool>,
        recorded_at -> Timestamp,
        recorded_by -> Text,
    }
}

diesel::table! {
    house_beds (house_id, valid_from) {
        house_id -> Text,
        valid_from -> Date,
        beds_physical -> Integer,
    }
}

diesel::table! {
    house_identifiers (house_id, system, value) {
        house_id -> Text,
        system -> Text,
        value -> Text,
    }
}

// Its columns entry_number and hash stand in store::registration::sealed.
diesel::table! {
    registration_revisions (house_id, date, revision) {
        house_id -> Text,
        date -> Date,
        revision -> Integer,
        is_current -> Bool,
        is_withdrawn -> Bool,
        recorded_at -> Timestamp,
        recorded_by -> Text,
        token_id -> Nullable<Text>,
        reason -> Nullable<Text>,
        beds_physical -> Integer,
        beds_occupied -> Integer,
        beds_respite -> Nullable<Integer>,
        beds_reserved -> Nullable<Integer>,
        beds_in_turnover -> Nullable<Integer>,
        beds_closed -> Nullable<Integer>,
        beds_free -> Integer,
        closures -> Nullable<Text>,
        stop_reason -> Nullable<Text>,
        stop_expected_until -> Nullable<Date>,
        admits_from -> Nullable<Timestamp>,
        admissions -> Nullable<Integer>,
        deaths -> Nullable<Integer>,
        discharges -> Nullable<Integer>,
        requests -> Nullable<Integer>,
        requests_redirected -> Nullable<Integer>,
        refusals -> Nullable<Text>,
        withdrawals -> Nullable<Integer>,
        died_before_admission -> Nullable<Integer>,
        waiting_list_active -> Nullable<Integer>,
        waiting_list_passive -> Nullable<Integer>,
        confirmed_warnings -> Nullable<Text>,
        counted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    house_reporting (house_id) {
        house_id -> Text,
        reports_by -> Nullable<Time>,
        recorded_at -> Timestamp,
        recorded_by -> Text,
    }
}

diesel::table! {
    house_reminder_addresses (house_id, address) {
        house_id -> Text,
        address -> Text,
    }
}

diesel::table! {
    reminders (house_id, date) {
        house_id -> Text,
        date -> Date,
        claimed_at -> Timestamp,
        attempts -> Integer,
        retry_at -> Nullable<Timestamp>,
        sent_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    house_changes (house_id) {
        house_id -> Text,
        number -> BigInt,
        head -> Nullable<Text>,
        sealed -> BigInt,
    }
}

diesel::table! {
    tokens (id) {
        id -> Text,
        name -> Text,
        role -> Text,
        secret_hash -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    token_houses (token_id, house_id) {
        token_id -> Text,
        house_id -> Text,
    }
}

diesel::table! {
    keyed_imports (token_id, key_hash) {
        token_id -> Text,
        key_hash -> Text,
        fingerprint -> Text,
        created_at -> Timestamp,
        days_created -> Integer,
        days_corrected -> Integer,
        days_unchanged -> Integer,
    }
}

diesel::table! {
    death_imports (number) {
        number -> Integer,
        imported_at -> Timestamp,
        imported_by -> Text,
    }
}

diesel::table! {
    yearly_deaths (import_number, line) {
        import_number -> Integer,
        line -> Integer,
        year -> Integer,
        region_id -> Text,
        municipality -> Nullable<Text>,
        share -> Double,
        deaths -> Double,
        low -> Nullable<Double>,
        high -> Nullable<Double>,
    }
}

diesel::table! {
    computations (id) {
        id -> Text,
        kind -> Text,
        question -> Text,
        key_hash -> Text,
        input_hash -> Text,
        known_at -> Timestamp,
        state -> Text,
        done -> BigInt,
        whole -> BigInt,
        asked_at -> Timestamp,
        asked_by -> Text,
        server -> Nullable<Text>,
        heard_at -> Nullable<Timestamp>,
        attempts -> Integer,
        finished_at -> Nullable<Timestamp>,
        result -> Nullable<Text>,
    }
}

diesel::table! {
    forecasts (unit_kind, unit_id, origin, model_version, is_whole_day) {
        unit_kind -> Text,
        unit_id -> Text,
        origin -> Date,
        model_version -> Text,
        is_whole_day -> Bool,
        input_hash -> Text,
        known_at -> Timestamp,
        seed -> Text,
        paths -> Integer,
        method -> Text,
        houses -> Text,
        masses -> Text,
        all_full -> Text,
    }
}

diesel::table! {
    daily_forecasts (origin, model_version) {
        origin -> Date,
        model_version -> Text,
        claimed_at -> Timestamp,
        made_at -> Nullable<Timestamp>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(houses, house_beds, house_versions, registration_revisions);
diesel::allow_tables_to_appear_in_same_query!(tokens, token_houses);

diesel::table! {
    sessions (id) {
        id -> Text,
        secret_hash -> Text,
        token_id -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    audit_events (id) {
        id -> Text,
        kind -> Text,
        outcome -> Text,
        occurred_at -> Timestamp,
        last_occurred_at -> Timestamp,
        number -> Integer,
        token_id -> Nullable<Text>,
        name -> Nullable<Text>,
        address_range -> Nullable<Text>,
        method -> Nullable<Text>,
        route -> Nullable<Text>,
        subject_id -> Nullable<Text>,
    }
}
