package scenarios

import (
	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
	"wavetank/scenarios/world"
)

// What the rooms below define and users name.
type (
	Scenario = language.Scenario
	Variant  = language.Variant
	Pattern  = language.Pattern
	Fault    = fault.Fault
	World    = world.World
	Setting  = document.Setting
	Problems = document.Problems
)
