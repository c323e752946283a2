package eventsourcing

import "wavetank/patterns"

// Pattern is the door of event sourcing.
var Pattern = patterns.Pattern{
	Kind:     "event-sourcing",
	Idea:     "keeps what happened instead of what is, so that no update overwrites another, and the state of any time can be told",
	Flagship: "ledger",
	Hurts:    "hot-aggregate",
	Config: func() any {
		c := Default()
		return &c
	},
	Build: func(s patterns.Site, config any) patterns.Part { return Keep(s, config.(*Config)) },
	Facts: []patterns.Fact{
		{Kind: Appended, Words: "a change was recorded", Acts: true},
		{Kind: Conflicted, Words: "a change was not recorded, as somebody was faster; it is decided anew"},
		{Kind: Loaded, Words: "a state was loaded; the value is how many events were read", Shows: patterns.Amount},
		{Kind: Snapshotted, Words: "a snapshot was taken"},
		{Kind: Refused, Words: "a change was refused, as the balance was too low"},
		{Kind: LostUpdate, Words: "a write overwrote another that it knew nothing of"},
		{Kind: Overdrawn, Words: "a balance fell below zero"},
		{Kind: Doubled, Words: "a command that came again changed the account again"},
		{Kind: LostInCrash, Words: "a crash took acknowledged writes; the value is how many", Shows: patterns.Amount},
		{Kind: StoredAmount, Words: "what all accounts hold together, beyond their opening", Shows: patterns.Level},
		{Kind: TrueAmount, Words: "what all accounts should hold: the sum of the changes that were acknowledged", Shows: patterns.Level},
		{Kind: OffBy, Words: "by how much what all accounts hold is off the truth: below zero if changes were lost", Shows: patterns.Level},
	},
}
