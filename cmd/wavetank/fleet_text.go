package main

// What help says of the fleet, whether this program has it or only leads to it.
const (
	fleetShort = "Make the runs of a long command on as many machines as there are"
	fleetLong  = `Make the runs of a long command on as many machines as there are. The coordinator
decides what is to be run, keeps every result in its ledger, and tells in the end what one
machine would have told, byte for byte. Workers need no file: the scenario and its CSVs
travel with the units. A worker that dies, or the network between, costs only what it was
at; a coordinator that was killed goes on when the same command is given again.

The queue is NATS JetStream: a server within the coordinator by default, which listens to
this machine only, keeps its queue in a folder and wants a token; with --nats URL a server
or cluster that there is already. Workers have to be of the coordinator's build.`
	fleetExample = "  wavetank fleet run compare my.toml --seeds 10000 # here\n  wavetank fleet work                              # and here, again and again\n  wavetank fleet status"
)
