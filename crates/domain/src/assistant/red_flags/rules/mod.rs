//! The rules, by part of the body. Advice is what a bystander does; it never names a diagnosis or a dose.

use super::rule::Rule;

mod allergy_poison;
mod belly_pregnancy;
mod brain;
mod heart_lungs;
mod infection_child;
mod injury;
pub(super) mod mind;

/// Every rule, the most dangerous kinds first.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    [
        heart_lungs::RULES,
        brain::RULES,
        mind::RULES,
        allergy_poison::RULES,
        infection_child::RULES,
        belly_pregnancy::RULES,
        injury::RULES,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_has_its_own_name_both_languages_and_a_source() {
        let names: BTreeSet<&str> = all().map(|rule| rule.id).collect();
        assert_eq!(names.len(), all().count());
        for rule in all() {
            for text in
                [rule.detects.english, rule.detects.french, rule.advice.english, rule.advice.french, rule.source]
            {
                assert!(text.len() > 3, "{}", rule.id);
            }
            assert_ne!(rule.advice.english, rule.advice.french, "{}", rule.id);
        }
    }
}
