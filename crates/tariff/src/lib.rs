//! Duty expressions, measures, preferences, quotas: the payable options for a code, an origin and a date.
