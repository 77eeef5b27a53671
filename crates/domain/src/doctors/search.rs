//! Searching doctors: the filter, the order and where in it a page starts.

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
/// Characters of the search key by which a list by name is ordered.
pub const NAME_KEY_LENGTH: usize = 200;

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
    /// Where the page after the row of this doctor starts.
    pub fn cursor(&self, doctor: DoctorId, search_key: &str, rating: f64, experience_years: Option<i32>) -> Cursor {
        match self {
            Self::Name(_) => Cursor::by_text(search_key.chars().take(NAME_KEY_LENGTH).collect::<String>(), doctor),
            Self::Rating(_) => Cursor::by_number(rating, doctor),
            Self::Experience(_) => Cursor::by_number(experience_years.unwrap_or(EXPERIENCE_UNSAID), doctor),
            Self::Newest(_) => Cursor::by_id(doctor),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::kernel::TextEnum;

    #[test]
    fn every_order_goes_on_from_its_own_cursor_and_refuses_another() {
        let id = DoctorId(Uuid::from_u128(3));
        let cursor_of = |order: &DoctorOrder| order.cursor(id, "elodie", 4.1, None);
        let after = |sort, cursor: Cursor| {
            DoctorOrder::new(sort, &PageRequest::new(None, None, Some(&cursor.to_wire())).unwrap())
        };
        for (_, sort) in DoctorSort::WORDS {
            let cursor = DoctorOrder::new(*sort, &PageRequest::first(1)).unwrap();
            let cursor = cursor_of(&cursor);
            let order = after(*sort, cursor).unwrap();
            assert_ne!(order, DoctorOrder::new(*sort, &PageRequest::first(1)).unwrap());
        }
        let rating = cursor_of(&DoctorOrder::Rating(None));
        assert_eq!(after(DoctorSort::Rating, rating.clone()).unwrap(), DoctorOrder::Rating(Some((4.1, id))));
        assert!(after(DoctorSort::Newest, rating.clone()).is_err() && after(DoctorSort::Experience, rating).is_err());
        let name = cursor_of(&DoctorOrder::Name(None));
        assert!(after(DoctorSort::Rating, name).is_err());
        assert!(after(DoctorSort::Rating, Cursor::by_number(f64::NAN, id)).is_err());
        assert!(after(DoctorSort::Name, Cursor::by_id(id)).is_err());
        let long = DoctorOrder::Name(None).cursor(id, &"é".repeat(300), 0.0, None);
        assert_eq!(long.text().unwrap().chars().count(), NAME_KEY_LENGTH);
    }
}
