package eventsourcing

import (
	"slices"

	"wavetank/patterns"
)

// Pattern is the door of event sourcing.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "event-sourcing",
	Idea:     "keeps what happened instead of what is, so that no update overwrites another, and the state of any time can be told",
	Flagship: "ledger",
	Hurts:    "hot-aggregate",
	Is:       "a service over an event store such as EventStoreDB or Marten, with expected versions; not one that locks an account, or routes all that is about one to one place",
	State:    "the accounts lie on the disk of the service's machine; several instances share them, in the database of their node (its keys state and database)",
	Shares:   true,
	Refuses: func(config any) (routes []string, last bool) {
		for _, c := range config.(*Config).Commands {
			routes = append(routes, c.Route)
		}
		return routes, false
	},
	Facts: []patterns.Fact{
		{Kind: Appended, Acts: true}, {Kind: EventsConflict}, {Kind: Loaded, Shows: patterns.Amount},
		{Kind: EventsSnapshot}, {Kind: Refused}, {Kind: LostUpdate}, {Kind: Overdrawn, Never: takesNothing}, {Kind: Doubled},
		{Kind: EventsLost, Shows: patterns.Amount}, {Kind: Stored, Shows: patterns.Level},
		{Kind: Truth, Shows: patterns.Level}, {Kind: OffBy, Shows: patterns.Level},
	},
})

// takesNothing says that no balance could fall.
func takesNothing(config any) string {
	if slices.ContainsFunc(config.(*Config).Commands, func(c Command) bool { return c.Change < 0 }) {
		return ""
	}
	return "none of its commands takes anything"
}
