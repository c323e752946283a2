package chart

import "sort"

// The column of labels to the right of the frame.
const (
	columnLead = 26.0  // for the leaders
	columnText = 190.0 // a longer label wraps
	columnGap  = 5.0   // between two labels
)

// besideLines is the label of a curve as it stands in the column.
func besideLines(c curve) []string {
	text := c.label
	if len(c.runs) == 0 {
		text += " (no value)"
	}
	return labelLetter.wrap(text, columnText)
}

// columnSize is the width that the labels need, and the height of all of them.
func columnSize(curves []curve) (width, height float64) {
	for _, c := range curves {
		lines := besideLines(c)
		width = max(width, labelLetter.widest(lines))
		height += float64(len(lines))*labelLetter.leading() + columnGap
	}
	return width + columnLead, height
}

// tagsBeside stacks the labels in the column, each as near to the end of its
// curve as the others allow, and leads a line from one to the other.
func tagsBeside(f frame, curves []curve) []tag {
	order := make([]int, len(curves))
	wish := make([]float64, len(curves))
	for i, c := range curves {
		order[i] = i
		wish[i] = f.bottom
		if end, ok := c.end(); ok {
			wish[i] = end.y
		}
	}
	sort.SliceStable(order, func(i, j int) bool { return wish[order[i]] < wish[order[j]] })

	heights, middles := make([]float64, len(order)), make([]float64, len(order))
	for i, k := range order {
		heights[i] = float64(len(besideLines(curves[k])))*labelLetter.leading() + columnGap
		middles[i] = wish[k]
	}
	spread(middles, heights, f.top, f.bottom)

	tags := make([]tag, len(order))
	for i, k := range order {
		tags[i] = besideTag(f, curves[k], middles[i])
	}
	return tags
}

func besideTag(f frame, c curve, middle float64) tag {
	lines := besideLines(c)
	l := labelLetter
	block := float64(len(lines)-1)*l.leading() + l.capital()
	t := tag{
		lines: lines, letter: l, colour: c.colour,
		at: spot{f.right + columnLead - 3, middle - block/2 + l.capital()},
	}
	if end, ok := c.end(); ok {
		t.leader = []spot{
			{end.x + 2, end.y}, {max(f.right, end.x) + 5, end.y},
			{f.right + columnLead - 11, middle}, {f.right + columnLead - 6, middle},
		}
	}
	return t
}

// spread moves the middles of stacked things, which are in order, just so far
// that they do not overlap and stay between top and bottom: down first, then up.
func spread(middles, heights []float64, top, bottom float64) {
	for i := range middles {
		least := top
		if i > 0 {
			least = middles[i-1] + heights[i-1]/2
		}
		middles[i] = max(middles[i], least+heights[i]/2)
	}
	for i := len(middles) - 1; i >= 0; i-- {
		most := bottom + 6
		if i < len(middles)-1 {
			most = middles[i+1] - heights[i+1]/2
		}
		middles[i] = min(middles[i], most-heights[i]/2)
	}
}
