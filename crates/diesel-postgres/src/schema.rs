//! The tables as the queries see them, in the order of the migrations.
//!
//! Both database crates compile this file: `Id` and `Instant` stand for what each engine keeps an id and an instant in.
#![cfg_attr(
    not(test),
    expect(
        clippy::wildcard_imports,
        reason = "a table names its column types bare, and diesel expects them all in scope"
    )
)]

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    users (id) {
        id -> Id,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        name -> Text,
        first_name -> Nullable<Text>,
        last_name -> Nullable<Text>,
        role -> Text,
        contact -> Nullable<Text>,
        address -> Nullable<Text>,
        profile_id -> Nullable<Id>,
        tier -> Text,
        is_active -> Bool,
        is_verified -> Bool,
        second_factor -> Bool,
        locale -> Nullable<Text>,
        last_sign_in_at -> Nullable<Instant>,
        search_key -> Text,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    password_history (id) {
        id -> Id,
        user_id -> Id,
        password_hash -> Text,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    sessions (id) {
        id -> Id,
        user_id -> Id,
        kind -> Text,
        device -> Nullable<Text>,
        ip -> Nullable<Text>,
        last_seen_at -> Instant,
        expires_at -> Instant,
        revoked_at -> Nullable<Instant>,
        created_at -> Instant,
        updated_at -> Instant,
        cookie_hash -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    refresh_tokens (hash) {
        hash -> Text,
        session_id -> Id,
        issued_at -> Instant,
        used_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    idempotency_keys (user_id, key) {
        user_id -> Id,
        key -> Text,
        request_hash -> Text,
        status_code -> Nullable<Integer>,
        response -> Nullable<Json>,
        location -> Nullable<Text>,
        created_at -> Instant,
        expires_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    audit_log (id) {
        id -> Id,
        actor_user_id -> Nullable<Id>,
        actor_role -> Nullable<Text>,
        on_behalf_of -> Nullable<Id>,
        action -> Text,
        resource -> Text,
        resource_id -> Nullable<Id>,
        patient_id -> Nullable<Id>,
        changes -> Json,
        ip -> Nullable<Text>,
        request_id -> Nullable<Text>,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    jobs (id) {
        id -> Id,
        topic -> Text,
        payload -> Json,
        dedup_key -> Nullable<Text>,
        available_at -> Instant,
        attempts -> Integer,
        lease_until -> Nullable<Instant>,
        finished_at -> Nullable<Instant>,
        dead_at -> Nullable<Instant>,
        last_error -> Nullable<Text>,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    hospitals (id) {
        id -> Id,
        name -> Text,
        address -> Nullable<Text>,
        city -> Nullable<Text>,
        state -> Nullable<Text>,
        country -> Nullable<Text>,
        contact -> Nullable<Text>,
        pin_code -> Nullable<Text>,
        email -> Nullable<Text>,
        specialities -> Json,
        link -> Nullable<Text>,
        website -> Nullable<Text>,
        timezone -> Text,
        is_verified -> Bool,
        is_active -> Bool,
        search_key -> Text,
        created_at -> Instant,
        updated_at -> Instant,
        model_refused_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    staff_members (id) {
        id -> Id,
        user_id -> Id,
        hospital_id -> Id,
        department_id -> Nullable<Id>,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    doctors (id) {
        id -> Id,
        user_id -> Nullable<Id>,
        name -> Text,
        first_name -> Nullable<Text>,
        last_name -> Nullable<Text>,
        photo -> Nullable<Text>,
        designation -> Nullable<Text>,
        experience_years -> Nullable<Integer>,
        details -> Nullable<Text>,
        contact -> Nullable<Text>,
        shift_time_start -> Nullable<Text>,
        shift_time_end -> Nullable<Text>,
        specialization -> Nullable<Text>,
        license_number -> Nullable<Text>,
        qualification -> Nullable<Text>,
        consultation_fee_minor -> Nullable<BigInt>,
        bio -> Nullable<Text>,
        clinic_address -> Nullable<Text>,
        city -> Nullable<Text>,
        country -> Nullable<Text>,
        timezone -> Text,
        is_verified -> Bool,
        is_active -> Bool,
        avg_rating -> Double,
        rating_count -> Integer,
        search_key -> Text,
        created_at -> Instant,
        updated_at -> Instant,
        timezone_is_own -> Bool,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    specialties (id) {
        id -> Id,
        name -> Text,
        search_key -> Text,
        description -> Nullable<Text>,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    doctor_specialties (doctor_id, specialty_id) {
        doctor_id -> Id,
        specialty_id -> Id,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    patients (id) {
        id -> Id,
        name -> Text,
        first_name -> Nullable<Text>,
        last_name -> Nullable<Text>,
        dob -> Nullable<Date>,
        gender -> Nullable<Text>,
        contact -> Nullable<Text>,
        photo -> Nullable<Text>,
        blood_group -> Nullable<Text>,
        height_cm -> Nullable<Double>,
        weight_kg -> Nullable<Double>,
        address -> Nullable<Text>,
        city -> Nullable<Text>,
        country -> Nullable<Text>,
        medical_history -> Json,
        emergency_contact_name -> Nullable<Text>,
        emergency_contact_phone -> Nullable<Text>,
        record_number -> Nullable<Text>,
        registered_by_hospital_id -> Nullable<Id>,
        is_active -> Bool,
        search_key -> Text,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    clinical_facts (id) {
        id -> Id,
        patient_id -> Id,
        kind -> Text,
        text -> Text,
        source -> Text,
        recorded_by -> Id,
        recorded_at -> Instant,
        ended_at -> Nullable<Instant>,
        ended_by -> Nullable<Id>,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    user_patient_relations (id) {
        id -> Id,
        user_id -> Id,
        patient_id -> Id,
        relation -> Text,
        granted_by -> Id,
        ended_at -> Nullable<Instant>,
        ended_by -> Nullable<Id>,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    hospital_doctor_mappings (id) {
        id -> Id,
        hospital_id -> Id,
        doctor_id -> Id,
        created_by -> Id,
        ended_at -> Nullable<Instant>,
        ended_by -> Nullable<Id>,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    hospital_patient_mappings (id) {
        id -> Id,
        hospital_id -> Id,
        patient_id -> Id,
        created_by -> Id,
        ended_at -> Nullable<Instant>,
        ended_by -> Nullable<Id>,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    doctor_patient_mappings (id) {
        id -> Id,
        doctor_id -> Id,
        patient_id -> Id,
        created_by -> Id,
        ended_at -> Nullable<Instant>,
        ended_by -> Nullable<Id>,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    case_histories (id) {
        id -> Id,
        patient_id -> Id,
        version -> Integer,
        summary -> Text,
        author_user_id -> Id,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    reports (id) {
        id -> Id,
        patient_id -> Id,
        title -> Text,
        report_type -> Text,
        description -> Nullable<Text>,
        report_date -> Nullable<Date>,
        author_user_id -> Id,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    documents (id) {
        id -> Id,
        patient_id -> Id,
        category -> Text,
        case_history_id -> Nullable<Id>,
        report_id -> Nullable<Id>,
        message_id -> Nullable<Id>,
        file_name -> Text,
        content_type -> Text,
        size -> BigInt,
        sha256 -> Text,
        storage_key -> Text,
        tags -> Json,
        remark -> Nullable<Text>,
        uploaded_by -> Text,
        uploaded_by_user_id -> Id,
        upload_timestamp -> Instant,
        scan_status -> Text,
        deleted_at -> Nullable<Instant>,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    case_history_documents (case_history_id, document_id) {
        case_history_id -> Id,
        document_id -> Id,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    chats (id) {
        id -> Id,
        doctor_id -> Id,
        patient_id -> Id,
        is_active_for_doctor -> Bool,
        is_active_for_patient -> Bool,
        status -> Text,
        next_sequence -> BigInt,
        unread_for_doctor -> Integer,
        unread_for_patient -> Integer,
        last_message_at -> Nullable<Instant>,
        last_message_id -> Nullable<Id>,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    chat_preferences (user_id, chat_id) {
        user_id -> Id,
        chat_id -> Id,
        archived -> Bool,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    messages (id) {
        id -> Id,
        chat_id -> Id,
        sequence -> BigInt,
        sender_role -> Text,
        sent_by_user_id -> Id,
        sender_id -> Id,
        receiver_id -> Id,
        message -> Text,
        message_type -> Text,
        file_details -> Nullable<Json>,
        document_id -> Nullable<Id>,
        ai_session_id -> Nullable<Id>,
        client_message_id -> Nullable<Text>,
        screening -> Nullable<Json>,
        is_read -> Bool,
        read_at -> Nullable<Instant>,
        search_key -> Text,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    ai_sessions (id) {
        id -> Id,
        patient_id -> Id,
        chat_id -> Nullable<Id>,
        started_by -> Id,
        language -> Nullable<Text>,
        status -> Text,
        urgency -> Nullable<Text>,
        summary -> Nullable<Text>,
        summary_source -> Nullable<Text>,
        summary_final_at -> Nullable<Instant>,
        started_at -> Instant,
        ended_at -> Nullable<Instant>,
        state -> Json,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    ai_messages (id) {
        id -> Id,
        session_id -> Id,
        turn -> Integer,
        question -> Nullable<Text>,
        message -> Nullable<Text>,
        response -> Text,
        is_summary -> Bool,
        question_count -> Integer,
        urgency -> Text,
        source -> Text,
        model -> Nullable<Text>,
        prompt_tokens -> Nullable<Integer>,
        completion_tokens -> Nullable<Integer>,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    ai_suggestions (id) {
        id -> Id,
        chat_id -> Nullable<Id>,
        patient_id -> Id,
        doctor_id -> Id,
        text -> Text,
        sources -> Json,
        source -> Text,
        model -> Nullable<Text>,
        used_message_id -> Nullable<Id>,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    model_calls (id) {
        id -> Id,
        actor_user_id -> Nullable<Id>,
        patient_id -> Nullable<Id>,
        purpose -> Text,
        provider -> Text,
        model -> Text,
        prompt_tokens -> Nullable<Integer>,
        completion_tokens -> Nullable<Integer>,
        duration_ms -> BigInt,
        outcome -> Text,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    suggestions (id) {
        id -> Id,
        doctor_id -> Id,
        problem -> Text,
        description -> Nullable<Text>,
        shared -> Bool,
        search_key -> Text,
        created_by -> Id,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    suggestion_feedback (id) {
        id -> Id,
        suggestion_id -> Id,
        user_id -> Id,
        helpful -> Nullable<Bool>,
        rating -> Nullable<Integer>,
        comment -> Nullable<Text>,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    appointments (id) {
        id -> Id,
        doctor_id -> Id,
        patient_id -> Id,
        hospital_id -> Nullable<Id>,
        starts_at -> Instant,
        ends_at -> Instant,
        starts_on -> Date,
        kind -> Text,
        status -> Text,
        reason -> Nullable<Text>,
        symptoms -> Nullable<Text>,
        notes -> Nullable<Text>,
        extras -> Nullable<Json>,
        ai_preliminary_analysis -> Nullable<Json>,
        cancelled_by -> Nullable<Id>,
        cancellation_reason -> Nullable<Text>,
        booked_by -> Id,
        booked_by_patient_side -> Bool,
        overbooked -> Bool,
        overbooking_reason -> Nullable<Text>,
        held_until -> Nullable<Instant>,
        series_id -> Nullable<Id>,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    invitations (id) {
        id -> Id,
        kind -> Text,
        email -> Text,
        role -> Nullable<Text>,
        hospital_id -> Nullable<Id>,
        patient_id -> Nullable<Id>,
        relation -> Nullable<Text>,
        invited_by -> Id,
        token_hash -> Text,
        expires_at -> Instant,
        accepted_at -> Nullable<Instant>,
        accepted_by -> Nullable<Id>,
        revoked_at -> Nullable<Instant>,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    audit_seals (seq) {
        seq -> BigInt,
        audit_id -> Id,
        previous_hash -> Text,
        hash -> Text,
        sealed_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    audit_checkpoints (seq) {
        seq -> BigInt,
        hash -> Text,
        previous_seq -> BigInt,
        key_id -> Text,
        signature -> Text,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::backend::types::*;
    use diesel::sql_types::*;

    access_log (id) {
        id -> Id,
        batch_id -> Id,
        user_id -> Id,
        role -> Text,
        patient_id -> Id,
        what -> Text,
        reads -> Integer,
        ip -> Nullable<Text>,
        request_id -> Nullable<Text>,
        created_at -> Instant,
    }
}

diesel::joinable!(password_history -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(idempotency_keys -> users (user_id));
diesel::joinable!(staff_members -> users (user_id));
diesel::joinable!(staff_members -> hospitals (hospital_id));
diesel::joinable!(doctors -> users (user_id));
diesel::joinable!(doctor_specialties -> doctors (doctor_id));
diesel::joinable!(doctor_specialties -> specialties (specialty_id));
diesel::joinable!(patients -> hospitals (registered_by_hospital_id));
diesel::joinable!(clinical_facts -> patients (patient_id));
diesel::joinable!(user_patient_relations -> users (user_id));
diesel::joinable!(user_patient_relations -> patients (patient_id));
diesel::joinable!(hospital_doctor_mappings -> hospitals (hospital_id));
diesel::joinable!(hospital_doctor_mappings -> doctors (doctor_id));
diesel::joinable!(hospital_patient_mappings -> hospitals (hospital_id));
diesel::joinable!(hospital_patient_mappings -> patients (patient_id));
diesel::joinable!(doctor_patient_mappings -> doctors (doctor_id));
diesel::joinable!(doctor_patient_mappings -> patients (patient_id));
diesel::joinable!(case_histories -> patients (patient_id));
diesel::joinable!(case_histories -> users (author_user_id));
diesel::joinable!(reports -> patients (patient_id));
diesel::joinable!(reports -> users (author_user_id));
diesel::joinable!(documents -> patients (patient_id));
diesel::joinable!(documents -> case_histories (case_history_id));
diesel::joinable!(documents -> reports (report_id));
diesel::joinable!(documents -> users (uploaded_by_user_id));
diesel::joinable!(case_history_documents -> case_histories (case_history_id));
diesel::joinable!(case_history_documents -> documents (document_id));
diesel::joinable!(chats -> doctors (doctor_id));
diesel::joinable!(chats -> patients (patient_id));
diesel::joinable!(chat_preferences -> users (user_id));
diesel::joinable!(chat_preferences -> chats (chat_id));
diesel::joinable!(messages -> chats (chat_id));
diesel::joinable!(messages -> users (sent_by_user_id));
diesel::joinable!(messages -> documents (document_id));
diesel::joinable!(ai_sessions -> patients (patient_id));
diesel::joinable!(ai_sessions -> chats (chat_id));
diesel::joinable!(ai_sessions -> users (started_by));
diesel::joinable!(ai_messages -> ai_sessions (session_id));
diesel::joinable!(ai_suggestions -> chats (chat_id));
diesel::joinable!(ai_suggestions -> patients (patient_id));
diesel::joinable!(ai_suggestions -> doctors (doctor_id));
diesel::joinable!(ai_suggestions -> messages (used_message_id));
diesel::joinable!(suggestions -> doctors (doctor_id));
diesel::joinable!(suggestions -> users (created_by));
diesel::joinable!(suggestion_feedback -> suggestions (suggestion_id));
diesel::joinable!(suggestion_feedback -> users (user_id));
diesel::joinable!(appointments -> doctors (doctor_id));
diesel::joinable!(appointments -> patients (patient_id));
diesel::joinable!(appointments -> hospitals (hospital_id));
diesel::joinable!(invitations -> users (invited_by));

diesel::allow_tables_to_appear_in_same_query!(
    access_log,
    ai_messages,
    ai_sessions,
    ai_suggestions,
    appointments,
    audit_checkpoints,
    audit_log,
    audit_seals,
    case_histories,
    case_history_documents,
    chat_preferences,
    chats,
    clinical_facts,
    doctor_patient_mappings,
    doctor_specialties,
    doctors,
    documents,
    hospital_doctor_mappings,
    hospital_patient_mappings,
    hospitals,
    idempotency_keys,
    invitations,
    jobs,
    messages,
    model_calls,
    password_history,
    patients,
    refresh_tokens,
    reports,
    sessions,
    specialties,
    staff_members,
    suggestion_feedback,
    suggestions,
    user_patient_relations,
    users,
);
