package gossip

// A Style says who tells whom in a contact.
type Style string

// The styles of gossip. In a pull and in a push-pull the one contacted answers.
const (
	Push     Style = "push"
	Pull     Style = "pull"
	PushPull Style = "push-pull"
)

// Pushes reports whether the one who makes a contact tells what it knows.
func (s Style) Pushes() bool { return s == Push || s == PushPull }

// Pulls reports whether the one contacted answers with what it knows.
func (s Style) Pulls() bool { return s == Pull || s == PushPull }
