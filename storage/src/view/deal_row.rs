//! What filters ask of a deal, as it is now: a few bytes of each of a hundred thousand deals.

use uchite_domain::{CompetitorId, CustomerId, DealFields, MemberId, StageId, TimelineFilter};

/// What filters ask of a deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DealRow {
    owner: MemberId,
    customer: CustomerId,
    amount_yen: Option<i64>,
    stage: StageId,
    competitors: Box<[CompetitorId]>,
    /// A bit for each competitor, some of which share one: most deals need not be asked which they are.
    competitor_bits: u64,
}

fn bits(competitors: &[CompetitorId]) -> u64 {
    competitors.iter().fold(0, |bits, one| bits | 1 << (one.0 % 64))
}

impl DealRow {
    pub(super) fn of(fields: &DealFields) -> DealRow {
        DealRow {
            owner: fields.owner,
            customer: fields.customer,
            amount_yen: fields.amount_yen,
            stage: fields.stage,
            competitors: fields.competitors.as_slice().into(),
            competitor_bits: bits(&fields.competitors),
        }
    }

    /// Becomes what the deal is now: mostly what it was, since every report touches its deal.
    pub(super) fn update(&mut self, fields: &DealFields) {
        (self.owner, self.customer, self.stage) = (fields.owner, fields.customer, fields.stage);
        self.amount_yen = fields.amount_yen;
        if *self.competitors != *fields.competitors {
            self.competitors = fields.competitors.as_slice().into();
            self.competitor_bits = bits(&fields.competitors);
        }
    }

    /// Whether a filter asks nothing of a deal but its number.
    pub(super) fn unasked(filter: &TimelineFilter) -> bool {
        let TimelineFilter { owner, amount_min, amount_max, stage, customer, competitor, .. } = filter;
        owner.is_empty()
            && amount_min.is_none()
            && amount_max.is_none()
            && stage.is_empty()
            && customer.is_empty()
            && competitor.is_empty()
    }

    /// Whether the deal is as a filter asks.
    pub(super) fn fits(&self, filter: &TimelineFilter) -> bool {
        let amount = |holds: &dyn Fn(i64) -> bool| self.amount_yen.is_some_and(holds);
        (filter.owner.is_empty() || filter.owner.contains(&self.owner))
            && filter.amount_min.is_none_or(|min| amount(&|yen| yen >= min))
            && filter.amount_max.is_none_or(|max| amount(&|yen| yen <= max))
            && (filter.stage.is_empty() || filter.stage.contains(&self.stage))
            && (filter.customer.is_empty() || filter.customer.contains(&self.customer))
            && (filter.competitor.is_empty()
                || self.competitor_bits & bits(&filter.competitor) != 0
                    && filter.competitor.iter().any(|one| self.competitors.contains(one)))
    }
}
