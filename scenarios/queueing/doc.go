// Package queueing holds the simulator against queueing theory. It is tests only, in
// a room of their own since they take their time.
package queueing
