//! Who there is.

/// The administrator's address.
pub const ADMIN: &str = "admin@demo.example";
/// Everybody's password.
pub const PASSWORD: &str = "Lifeline-demo-1";

/// A hospital with its account.
pub struct HospitalRole {
    pub email: &'static str,
    pub name: &'static str,
    pub city: &'static str,
}

/// A doctor with an account, and the hospital's number in [`HOSPITALS`].
pub struct DoctorRole {
    pub email: &'static str,
    pub name: &'static str,
    pub specialization: &'static str,
    pub designation: &'static str,
    pub experience_years: i32,
    pub works_at: usize,
}

/// What a patient's record tells, and what was said in the chat, the patient's words first, then the doctor's, in turns.
pub struct Story {
    pub allergy: Option<&'static str>,
    pub history: &'static str,
    pub letter: &'static str,
    pub talk: [&'static str; 3],
}

/// A patient account, registered at a hospital and treated by a doctor, both by their numbers.
pub struct FamilyRole {
    pub email: &'static str,
    pub name: &'static str,
    pub born: (i32, u32, u32),
    pub child: &'static str,
    pub parent: &'static str,
    pub registered_at: usize,
    pub treated_by: usize,
    pub story: Story,
}

pub const HOSPITALS: [HospitalRole; 2] = [
    HospitalRole { email: "mustapha@demo.example", name: "Hôpital Mustapha", city: "Algiers" },
    HospitalRole { email: "seaview@demo.example", name: "Seaview Clinic", city: "Oran" },
];

pub const DOCTORS: [DoctorRole; 4] = [
    DoctorRole {
        email: "amina@demo.example",
        name: "Dr Amina Belkacem",
        specialization: "cardiology",
        designation: "Head of cardiology",
        experience_years: 18,
        works_at: 0,
    },
    DoctorRole {
        email: "karim@demo.example",
        name: "Dr Karim Ziani",
        specialization: "paediatrics",
        designation: "Consultant",
        experience_years: 9,
        works_at: 0,
    },
    DoctorRole {
        email: "leila@demo.example",
        name: "Dr Leïla Mansouri",
        specialization: "general practice",
        designation: "General practitioner",
        experience_years: 12,
        works_at: 1,
    },
    DoctorRole {
        email: "youcef@demo.example",
        name: "Dr Youcef Hamdi",
        specialization: "dermatology",
        designation: "Consultant",
        experience_years: 6,
        works_at: 1,
    },
];

pub const FAMILIES: [FamilyRole; 3] = [
    FamilyRole {
        email: "nadia@demo.example",
        name: "Nadia Haddad",
        born: (1988, 4, 12),
        child: "Lina Haddad",
        parent: "Farid Haddad",
        registered_at: 0,
        treated_by: 0,
        story: Story {
            allergy: Some("Penicillin"),
            history: "Hypertension since 2019, treated with amlodipine 5 mg. Penicillin allergy.",
            letter: "Dear colleague,\n\nMrs Haddad was seen for a check of her blood pressure: 128/82 mmHg on amlodipine 5 mg.\nNext check in six months.\n",
            talk: [
                "Good morning doctor, I measured 126/80 this morning. Do I keep on with the tablets?",
                "Good morning Mrs Haddad. Those are good values: please keep on as before.",
                "Thank you. I shall send you the values of the whole week on Friday.",
            ],
        },
    },
    FamilyRole {
        email: "omar@demo.example",
        name: "Omar Cherif",
        born: (1979, 11, 3),
        child: "Rayan Cherif",
        parent: "Zohra Cherif",
        registered_at: 0,
        treated_by: 1,
        story: Story {
            allergy: None,
            history: "Asthma since childhood, salbutamol as needed. Broken wrist in 2012.",
            letter: "Dear colleague,\n\nMr Cherif had two light attacks this spring. Spirometry was normal.\n",
            talk: [
                "The spray helps, but I need it every second day now.",
                "Thank you for telling me. Let us look at it together: can you come by this week?",
                "Yes, Thursday would suit me.",
            ],
        },
    },
    FamilyRole {
        email: "sara@demo.example",
        name: "Sara Benali",
        born: (1995, 7, 24),
        child: "Ines Benali",
        parent: "Mourad Benali",
        registered_at: 1,
        treated_by: 2,
        story: Story {
            allergy: None,
            history: "Healthy. Eczema of both hands in winter.",
            letter: "Dear colleague,\n\nMrs Benali was advised on skin care; no treatment was needed.\n",
            talk: [
                "My hands itch again since it became cold.",
                "Please use the ointment twice a day, and gloves for the washing-up. Does the skin crack?",
                "A little on the right hand. I shall write again in a week.",
            ],
        },
    },
];
