// Package document reads a TOML text so that every complaint about it can say
// where: file, line and column, the line itself, what is allowed and what was
// probably meant. [Parse] makes a [Document] with a tree of values ([Value]); whoever
// reads it complains ([Document.Complain]), and [Document.Err] returns the [Problems].
// What the tables mean is its reader's business.
//
//	text ─► Parse ─► Document ─► Root, a Value ─► the reader
//	                    ▲ └► Err ─► Problems          │
//	                    └──────── Complain ◄──────────┘
//
// The TOML library makes a tree of values and does not say where it found what;
// a scanner of our own makes a tree of places beside it. Limits on the shape of
// a text keep a hostile one from costing time or a deep stack.
//
// # Where things are
//
//	document.go   a text as a whole: limits, encoding, the library's verdict
//	value.go      a value with its place: keys, elements, words for messages
//	complaint.go  what is wrong, worked out only if it is shown
//	problem.go    what is shown, with line and caret
//	set.go        settings that stand in for what the text says
//	scan.go       the scanner; place.go: the tree that it makes
//	source.go     offsets, lines and positions
//	syntax.go     the library's words in ours
package document
