package fault

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// An Effect is what a fault does. It is a pointer to a struct whose tags are the
// keys of the fault in a scenario file.
type Effect interface {
	// Check complains about what the scenario does not have, or cannot mean.
	Check(Checker)
	// Victims are the machines that it strikes; a fault of links has none.
	Victims() []Victim
	// Strike takes effect.
	Strike(Target) []Damage
	// Words tell the effect, for facts, charts and people. The numbers go after
	// them where there is room, as in ", flapping" or " by 5ms".
	Words() (words, numbers string)
	// Fits reports whether a storm can draw the effect there.
	Fits(Ground) bool
	// Draw fills in what a storm draws.
	Draw(Drawing)
}

// A Damage is one thing that a fault has done.
type Damage struct {
	Undo    func()
	Touched func() int64 // messages, requests or machines affected so far
}

// A Target is the world as a fault meets it, at one occurrence.
type Target interface {
	World() *sim.World
	// Machines returns those that victims stand for this time.
	Machines(victims []Victim) []*nodes.Node
	// Scene returns the machine where the fact happened that set the fault off; nil
	// if that was elsewhere, or nothing did.
	Scene() *nodes.Node
	// Process returns what a pattern runs beside the program of a machine, or nil.
	Process(m *nodes.Node, pattern string) Process
	// IDs returns the participants that a name stands for.
	IDs(name string) []net.ID
	// Everybody returns how many participants there are.
	Everybody() net.ID
	// Install has a rule bend messages until it is undone.
	Install(net.Rule) Damage
	// Stream names the luck of this occurrence.
	Stream() string
}

// A Process is one beside the program of a machine, such as a sidecar. Each verb
// returns its undo.
type Process interface {
	Crash() (undo func())
	Pause() (undo func())
	Hang() (undo func())
	Slow(factor float64) (undo func())
}

// A Checker knows the scenario, and takes complaints about a fault.
type Checker interface {
	Names
	// Set reports whether the file sets a key of the fault.
	Set(key string) bool
	// Refuse complains that something is wrong, and says what would be right.
	Refuse(at Place, wrong, right string)
	// Unknown complains that something is wrong where one of words is meant.
	Unknown(at Place, wrong, got string, words []string)
	// Scene returns the nodes where the fact may happen that sets the fault off; none
	// if there is no such fact, or it happens at a load.
	Scene() []string
	// Led complains unless something chooses a leader of a node.
	Led(at Place, node string) bool
	// Caches reports whether a pattern keeps answers in the memory of a node.
	Caches(node string) bool
	// Idle complains about a key that is set and does nothing.
	Idle(key, why, right string)
}

// A Place is the value of a key of a fault; with an index an element of that
// list, with two an element of that one. The zero Place is the fault as a whole.
type Place struct {
	Key string
	Of  []int
}

func at(key string, of ...int) Place { return Place{key, of} }

// Names tell who is who in a scenario.
type Names interface {
	// Ends returns the nodes, loads and instances.
	Ends() []string
	// Machines returns the nodes and instances.
	Machines() []string
	// Nodes returns the nodes.
	Nodes() []string
	// NodeOf returns the node of a node or of an instance, and "" of a load.
	NodeOf(end string) (node string, known bool)
	// Routes returns the routes of a node.
	Routes(node string) []string
	// HasDisk reports whether a node has disks.
	HasDisk(node string) bool
	// Pattern returns a pattern, and whether there is one of that name.
	Pattern(name string) (Pattern, bool)
}

// A Pattern is a pattern as far as faults need to know it.
type Pattern struct {
	Kind    string
	On      []Edge
	Process bool // it runs a process beside the program of its nodes
}

// Ground is how much of a world a storm may strike.
type Ground struct{ Machines, Disks, Caches, Servers, Ends int }
