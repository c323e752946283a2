package membership

// An Act is what a message is for, besides the news in it.
type Act uint8

// The acts.
const (
	Gossip   Act = iota // nothing else
	Ping                // do you live?
	Probe               // ask About for me whether it lives
	Ack                 // About lives
	Nack                // About has not answered me, but I live
	State               // all that I know: tell me all that you know
	StateToo            // all that I know, as you asked
	Beat                // I live
)

// A Message is what a member says to another.
type Message struct {
	From, To int32
	Act      Act
	About    int32
	Seq      uint64 // of the ping
	Updates  []Update
}
