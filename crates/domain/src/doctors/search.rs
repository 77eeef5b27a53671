//! Searching doctors: the filter, the order and where in it a page starts.

use super::DoctorRecord;
use crate::{
    hospitals::HospitalScope,
    kernel::{Cursor, DoctorId, HospitalId, Outcome, PageRequest, SpecialtyId, text_enum},
};

/// A specialty as somebody searches for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpecialtySearch {
    /// By its id.
    Id(SpecialtyId),
    /// By a part of its name, or of the doctor's own words for the field of practice.
    Name(String),
}

/// Which doctors a list shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DoctorFilter {
    /// With this in name, specialization, designation or city.
    pub search: Option<String>,
    /// With this in the name.
    pub name: Option<String>,
    /// Of this specialty.
    pub specialty: Option<SpecialtySearch>,
    /// With this in the city.
    pub city: Option<String>,
    /// Rated at least so.
    pub min_rating: Option<f64>,
    /// Who work in this hospital, if it is in the scope.
    pub hospital: Option<(HospitalScope, HospitalId)>,
    /// Verified ones, or those that are not.
    pub is_verified: Option<bool>,
    /// Active ones, or those that are not.
    pub is_active: Option<bool>,
}

text_enum! {
    /// The order of a list of doctors.
    pub enum DoctorSort {
        /// By name, A first.
        Name = "name",
        /// Best rated first.
        Rating = "rating",
        /// Longest in practice first, then those who do not say.
        Experience = "experience",
        /// Last added first.
        Newest = "newest",
    }
}

/// An order and the row after which a page starts.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant holds the sort key and the id of the last row shown")]
pub enum DoctorOrder {
    Name(Option<(String, DoctorId)>),
    Rating(Option<(f64, DoctorId)>),
    Experience(Option<(i32, DoctorId)>),
    Newest(Option<DoctorId>),
}

/// The sort key of those who do not say how long they have practised.
pub const EXPERIENCE_UNSAID: i32 = -1;

impl DoctorOrder {
    /// From what was asked; a cursor of another order is refused.
    pub fn new(sort: DoctorSort, page: &PageRequest) -> Outcome<Self> {
        let Some(cursor) = page.after() else {
            return Ok(match sort {
                DoctorSort::Name => Self::Name(None),
                DoctorSort::Rating => Self::Rating(None),
                DoctorSort::Experience => Self::Experience(None),
                DoctorSort::Newest => Self::Newest(None),
            });
        };
        let id = DoctorId(cursor.id);
        Ok(match sort {
            DoctorSort::Name => Self::Name(Some((cursor.text()?.to_owned(), id))),
            DoctorSort::Rating => Self::Rating(Some((cursor.number()?, id))),
            DoctorSort::Experience => Self::Experience(Some((cursor.number()?, id))),
            DoctorSort::Newest => Self::Newest(Some(DoctorId(cursor.id_alone()?))),
        })
    }
    /// Where the page after this row starts.
    pub fn cursor(&self, row: &DoctorRecord) -> Cursor {
        let doctor = &row.doctor;
        match self {
            Self::Name(_) => Cursor::by_text(doctor.search_key(), doctor.id),
            Self::Rating(_) => Cursor::by_number(doctor.avg_rating, doctor.id),
            Self::Experience(_) => Cursor::by_number(doctor.experience_years.unwrap_or(EXPERIENCE_UNSAID), doctor.id),
            Self::Newest(_) => Cursor::by_id(doctor.id),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{doctors::Doctor, kernel::TextEnum};

    #[test]
    fn every_order_goes_on_from_its_own_cursor_and_refuses_another() {
        let id = DoctorId(Uuid::from_u128(3));
        let mut doctor = Doctor::new(id, None, "Élodie".into(), "UTC".into(), DateTime::UNIX_EPOCH);
        doctor.avg_rating = 4.1;
        let row = DoctorRecord { doctor, specialties: Vec::new(), chat: None };
        let after = |sort, cursor: Cursor| {
            DoctorOrder::new(sort, &PageRequest::new(None, None, Some(&cursor.to_wire())).unwrap())
        };
        for (_, sort) in DoctorSort::WORDS {
            let cursor = DoctorOrder::new(*sort, &PageRequest::first(1)).unwrap().cursor(&row);
            let order = after(*sort, cursor).unwrap();
            assert_ne!(order, DoctorOrder::new(*sort, &PageRequest::first(1)).unwrap());
        }
        let rating = DoctorOrder::Rating(None).cursor(&row);
        assert_eq!(after(DoctorSort::Rating, rating.clone()).unwrap(), DoctorOrder::Rating(Some((4.1, id))));
        assert!(after(DoctorSort::Newest, rating.clone()).is_err() && after(DoctorSort::Experience, rating).is_err());
        let name = DoctorOrder::Name(None).cursor(&row);
        assert!(after(DoctorSort::Rating, name).is_err());
        assert!(after(DoctorSort::Rating, Cursor::by_number(f64::NAN, id)).is_err());
        assert!(after(DoctorSort::Name, Cursor::by_id(id)).is_err());
    }
}
