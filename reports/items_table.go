package reports

// itemsGrid tells of the items that a run reads and writes, if it does.
func itemsGrid(s *Summary) [][]string {
	if t := s.total(); t.Reads+t.Writes == 0 {
		return nil
	}
	rows := [][]string{{"load", "reads", "stale reads", "writes", "lost writes"}}
	for _, name := range s.rows() {
		l, _ := s.load(name)
		row := []string{loadTitle(name)}
		for _, n := range [...]int64{l.Reads, l.StaleReads, l.Writes, l.LostWrites} {
			row = append(row, whole(n))
		}
		rows = append(rows, row)
	}
	return rows
}

// items are the totals of the items that variants read and write, if any does.
func (c *Comparison) items() [][]string {
	rows := [][]string{{"variant", "reads", "stale", "share", "writes", "lost", "share"}}
	some := false
	for _, v := range c.Variants {
		t := v.Answered()
		some = some || t.Reads+t.Writes > 0
		rows = append(rows, []string{shorten(v.Name, 28),
			amount(t.Reads), amount(t.StaleReads), asShare.text(ratio(float64(t.StaleReads), float64(t.Reads))),
			amount(t.Writes), amount(t.LostWrites), asShare.text(ratio(float64(t.LostWrites), float64(t.Writes)))})
	}
	if !some {
		return nil
	}
	return rows
}
