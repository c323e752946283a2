package play

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
)

//go:embed gallery.html
var galleryLayout string

//go:embed gallery.css
var galleryStyle []byte

var galleryTemplate = template.Must(template.New("gallery").Parse(galleryLayout))

// A Card is a scenario in the gallery. Its page is NAME.html, its picture NAME.svg.
type Card struct {
	Name     string
	Title    string
	Question string
	Answer   string // the first sentence of the finding
	Failed   int    // expectations
}

// Try returns where the playground shows the scenario, from a page of the gallery.
func (c Card) Try() string { return "play/#name=" + c.Name }

// Gallery returns the index of a gallery and its style, by name: the cards by families,
// in the order of the menu. The playground lies beside it, in the folder play.
func Gallery(cards []Card) (Site, error) {
	type family struct {
		Name, ID string
		Cards    []Card
	}
	groups, err := Groups()
	if err != nil {
		return nil, err
	}
	var families []family
	for _, g := range groups {
		f := family{Name: g.Name, ID: strings.ReplaceAll(g.Name, " ", "-")}
		for _, e := range g.Scenarios {
			if i := slices.IndexFunc(cards, func(c Card) bool { return c.Name == e.Name }); i >= 0 {
				f.Cards = append(f.Cards, cards[i])
			}
		}
		if f.Cards != nil {
			families = append(families, f)
		}
	}
	var b bytes.Buffer
	if err := galleryTemplate.Execute(&b, families); err != nil {
		return nil, fmt.Errorf("make the gallery: %w", err)
	}
	return Site{"index.html": b.Bytes(), "gallery.css": galleryStyle}, nil
}
