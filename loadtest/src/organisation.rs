//! The organisation of a trial, made by the server's own command on an empty data folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use uchite_client::{Api, Credential};
use uchite_domain::{DealId, MemberId, TemplateId};

use crate::TrialError;
use crate::server::tail;

/// A member and how to be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberLine {
    /// Who.
    pub id: MemberId,
    /// Their personal access token.
    pub token: String,
}

impl MemberLine {
    /// The credential of this member.
    #[must_use]
    pub fn credential(&self) -> Credential {
        Credential::bearer(self.token.as_str())
    }
}

/// A deal and who is in charge of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DealLine {
    /// Which.
    pub id: DealId,
    /// Whose.
    pub owner: MemberId,
}

/// Who and what there is. The first member is an administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Everybody.
    pub members: Vec<MemberLine>,
    /// All deals.
    pub deals: Vec<DealLine>,
    /// The template for a visit.
    pub visit: TemplateId,
}

impl Organisation {
    /// Fills an empty data folder with members and deals.
    pub fn make(
        binary: &Path,
        data: &Path,
        members: usize,
        deals: usize,
    ) -> Result<Organisation, TrialError> {
        Organisation::grown(binary, data, members, deals, 0)
    }

    /// Fills an empty data folder with an organisation that has so many reports behind it. All of them went to the
    /// second member.
    pub fn grown(
        binary: &Path,
        data: &Path,
        members: usize,
        deals: usize,
        reports: usize,
    ) -> Result<Organisation, TrialError> {
        let list = Organisation::list(data);
        let output = Command::new(binary)
            .arg("loadtest-org")
            .arg("--data")
            .arg(data)
            .args(["--members", &members.to_string(), "--deals", &deals.to_string()])
            .args(["--reports", &reports.to_string()])
            .arg("--token-file")
            .arg(&list)
            .output()
            .map_err(TrialError::io(binary.display().to_string()))?;
        if !output.status.success() {
            return Err(TrialError::Ended {
                program: "uchite loadtest-org".to_owned(),
                status: output.status.to_string(),
                output: tail(&String::from_utf8_lossy(&output.stderr)),
            });
        }
        Organisation::made(data)
    }

    /// The organisation that was made in a data folder before.
    pub fn made(data: &Path) -> Result<Organisation, TrialError> {
        let list = Organisation::list(data);
        let text = fs::read_to_string(&list).map_err(TrialError::io(list.display().to_string()))?;
        Organisation::parse(&text).map_err(|why| TrialError::Organisation { path: list, why })
    }

    /// Where the list of an organisation stands.
    pub(crate) fn list(data: &Path) -> PathBuf {
        data.with_extension("tokens")
    }

    /// The first member, who is an administrator.
    #[must_use]
    pub fn admin(&self) -> &MemberLine {
        &self.members[0]
    }

    /// The server as one of the members sees it.
    #[must_use]
    pub fn as_member(&self, api: &Api, place: usize) -> Api {
        api.with(self.members[place % self.members.len()].credential())
    }

    fn parse(text: &str) -> Result<Organisation, String> {
        let (mut members, mut deals, mut visit) = (Vec::new(), Vec::new(), None);
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let wrong = || format!("cannot read the line {line:?}");
            let number = |word: &str| word.parse::<u64>().map_err(|_| wrong());
            match line.split_whitespace().collect::<Vec<_>>()[..] {
                ["deal", id, owner] => {
                    deals.push(DealLine { id: DealId(number(id)?), owner: MemberId(number(owner)?) });
                }
                ["template", id, "visit"] => visit = Some(TemplateId(number(id)?)),
                ["template", ..] => {}
                [id, token] => {
                    members.push(MemberLine { id: MemberId(number(id)?), token: token.to_owned() });
                }
                _ => return Err(wrong()),
            }
        }
        if members.is_empty() || deals.is_empty() {
            return Err("no members or no deals".to_owned());
        }
        Ok(Organisation { members, deals, visit: visit.ok_or("no template for a visit")? })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_list_that_the_server_writes_is_read() {
        let organisation = Organisation::parse("4 secret\n5 other\ndeal 9 4\ntemplate 7 visit\n").unwrap();
        assert_eq!(organisation.members[1], MemberLine { id: MemberId(5), token: "other".to_owned() });
        assert_eq!(organisation.deals, [DealLine { id: DealId(9), owner: MemberId(4) }]);
        assert_eq!(organisation.visit, TemplateId(7));
        assert!(Organisation::parse("4 secret\ndeal nine 4").unwrap_err().contains("deal nine 4"));
        assert!(Organisation::parse("").is_err());
    }
}
