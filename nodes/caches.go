package nodes

// Caches has a flush empty what a cache keeps in the node's memory, until the next crash:
// empty returns how many answers that were.
func (n *Node) Caches(empty func() (lost int64)) { n.caches = append(n.caches, empty) }

// HasCaches reports whether there are any.
func (n *Node) HasCaches() bool { return n.caches != nil }

// Flush empties the caches of the node and returns how many answers are lost. The node
// goes on as it was.
func (n *Node) Flush() (lost int64) {
	for _, empty := range n.caches {
		lost += empty()
	}
	return lost
}
