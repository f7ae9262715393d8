//! Characters that authors do not see, or do not see as what they are.

use crate::report::Report;
pub(crate) fn check(_text: &str, _report: &mut Report) {}
