// Package language is what a scenario file says: the tables of a [Scenario], read
// strictly by [Load] and written by [Scenario.Marshal].
//
//	text ─► document ─► Load ─► Scenario ─► Marshal ─► text
//	                      │           └► Describe ─► words
//	            Options: the catalog, regions, settings
//
// Every name is checked where it stands, and a key that would do nothing is an
// error. A table is a struct whose tags say which keys there are (package knob),
// so that the reader, the writer and [Tables] agree. A key that a file may
// leave out without a default is a nil pointer, or a zero that no file can mean.
//
// # Where things are
//
//	load.go         Load and its Options: the order of the sections
//	schema.go       the Scenario, nodes, routes, calls and links
//	schema_*.go     loads, patterns and variants, invariants and storms
//	read_*.go       the reader of each section, and what it refuses
//	expect.go       expectations
//	check_fault.go  the reader as a fault sees it
//	decode.go       any table into its struct; decode_text.go: what stands in quotes
//	names.go        who is who, known before anything is read; edge.go: pairs of them
//	graph.go        requests that would never end; cycle.go: the words for it
//	like.go         patterns that are like others
//	files.go        scenario files and CSVs; replay.go: recorded arrivals
//	write.go        a scenario as a file
//	describe.go     a scenario in words; order.go: how patterns wrap each other
//	language.go     the tables and values for the documentation
//	facts.go        the vocabulary of runs
//	topology.go     what faults can strike; lookup.go: variants and patterns by name
package language
