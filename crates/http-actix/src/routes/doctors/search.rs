use domain::{
    doctors::{DoctorFilter, DoctorSort, SpecialtySearch},
    hospitals::HospitalScope,
    kernel::{Check, HospitalId, Outcome, parse},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which doctors are listed, and in which order. Texts are found whatever their case and accents.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DoctorSearch {
    /// With this in name, specialization, designation or city.
    q: Option<String>,
    /// Another name of `q`.
    search: Option<String>,
    /// With this in the name.
    name: Option<String>,
    /// Of this specialty: its id, or a part of its name or of the doctor's specialization.
    #[param(example = "cardiology")]
    specialty: Option<String>,
    /// Another name of `specialty`.
    specialization: Option<String>,
    /// With this in the city.
    #[param(example = "Algiers")]
    city: Option<String>,
    /// With at least this mean rating.
    #[param(minimum = 0, maximum = 5)]
    min_rating: Option<f64>,
    /// Who work in this hospital.
    hospital_id: Option<Uuid>,
    /// name, rating, experience or newest.
    #[param(default = "newest", example = "rating")]
    sort: Option<String>,
    /// Verified ones, or those that are not; the latter are shown to administrators only.
    is_verified: Option<bool>,
    /// Active ones, or those that are not; the latter are shown to administrators only.
    is_active: Option<bool>,
}

impl DoctorSearch {
    /// Reads them all; hospitals outside the scope have no doctors.
    pub fn read(self, hospitals: HospitalScope) -> Outcome<(DoctorFilter, DoctorSort)> {
        let mut check = Check::default();
        let search = check.synonym(("q", self.q), ("search", self.search));
        let specialty = check.synonym(("specialty", self.specialty), ("specialization", self.specialization));
        let sort = check.optional("sort", self.sort, parse::word::<DoctorSort>).unwrap_or(DoctorSort::Newest);
        let filter = DoctorFilter {
            search: check.optional(search.field, search.value, parse::short_text),
            name: check.optional("name", self.name, parse::name),
            specialty: check.optional(specialty.field, specialty.value, parse::name).map(specialty_search),
            city: check.optional("city", self.city, parse::name),
            min_rating: check.optional("min_rating", self.min_rating, parse::between(0.0, 5.0)),
            hospital: self.hospital_id.map(|id| (hospitals, HospitalId(id))),
            is_verified: self.is_verified,
            is_active: self.is_active,
        };
        check.build(|| Some((filter, sort)))
    }
}

fn specialty_search(text: String) -> SpecialtySearch {
    match text.parse::<Uuid>() {
        Ok(id) => SpecialtySearch::Id(id.into()),
        Err(_) => SpecialtySearch::Name(text),
    }
}
