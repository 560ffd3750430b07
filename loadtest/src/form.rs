//! Reports as a person would file them: every field of the template filled that must be.

use serde_json::json;
use uchite_client::{Api, ApiError};
use uchite_domain::{
    DealId, DepartmentId, FieldKind, FieldValue, FieldValues, FileReport, MemberId, Template, TemplateId,
};

/// What a visit leaves behind, about as long as people write.
const TEXT: &str = "定例訪問。生産管理システムの更新について部長と面談。現行の保守期限が来年三月に切れるため、年内に方向を\
決めたいとのこと。夜間バッチの処理時間を気にされており、同規模の性能実績を次回お見せする約束をした。見積は概算で了承、\
稟議に向けて導入効果の資料を希望。";

/// A template with its required fields filled.
#[derive(Debug, Clone)]
pub struct Form {
    template: TemplateId,
    fields: FieldValues,
}

impl Form {
    /// Reads a template and fills what it requires.
    pub async fn of(api: &Api, template: TemplateId) -> Result<Form, ApiError> {
        let template: Template = api.get(&format!("report-templates/{template}"), &[]).await?;
        let required = template.fields.fields.iter().filter(|f| f.required);
        let fields = required.map(|f| (f.key.clone(), fill(&f.kind))).collect();
        Ok(Form { template: template.id, fields })
    }

    /// A report on a deal, for `also` besides those whom the purposes name. `mark` stands at the beginning of the
    /// text.
    #[must_use]
    pub fn report(&self, deal: DealId, mark: &str, also: Vec<MemberId>) -> FileReport {
        FileReport {
            deal,
            template: self.template,
            occurred_at: None,
            met: Vec::new(),
            fields: self.fields.clone(),
            text: format!("{mark} {TEXT}"),
            products: Vec::new(),
            competitors: Vec::new(),
            files: Vec::new(),
            mentions: Vec::new(),
            consult: None,
            next_move: None,
            deal_changes: uchite_domain::DealChanges::default(),
            also,
            not: Vec::new(),
            effort: None,
        }
    }
}

/// A purpose that shares every report with a whole department.
pub(crate) fn share_with_all(department: DepartmentId) -> serde_json::Value {
    json!({
        "name": "全員に共有", "why": "負荷試験",
        "recipients": [{ "to": "department", "department": department }], "how": "timeline",
    })
}

fn fill(kind: &FieldKind) -> FieldValue {
    match kind {
        FieldKind::Text {} => FieldValue::Text("概算見積の説明".to_owned()),
        FieldKind::Number {} => FieldValue::Number(1.0),
        FieldKind::Day {} => FieldValue::Text("2026-11-24".to_owned()),
        FieldKind::Flag {} => FieldValue::Flag(true),
        FieldKind::Choice { options } => FieldValue::Text(options.first().cloned().unwrap_or_default()),
        FieldKind::Choices { options } => FieldValue::Many(options.first().cloned().into_iter().collect()),
    }
}
