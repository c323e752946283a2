package chart

// margin is the white around everything.
const margin = 26.0

// A sheet is the words around the picture: finding above, provenance below.
type sheet struct {
	title    []string
	subtitle []string
	footer   []string
}

func newSheet(title, subtitle string, footer []string) sheet {
	s := sheet{
		title:    titleLetter.balance(title, pageWidth-2*margin),
		subtitle: subtitleLetter.wrap(subtitle, pageWidth-2*margin),
	}
	for _, line := range footer {
		s.footer = append(s.footer, footerLetter.wrap(line, pageWidth-2*margin)...)
	}
	return s
}

// top is where the words above end.
func (s sheet) top() float64 {
	return margin + float64(len(s.title))*titleLetter.leading() +
		float64(len(s.subtitle))*subtitleLetter.leading() + 4
}

// foot is the height of the words below, with the margins around them.
func (s sheet) foot() float64 {
	return float64(len(s.footer))*footerLetter.leading() + margin
}

func (s sheet) paint(p *page) {
	y := margin
	for _, line := range s.title {
		p.text(spot{margin, y + titleLetter.size*0.85}, line, titleLetter, ink)
		y += titleLetter.leading()
	}
	y += 2
	for _, line := range s.subtitle {
		p.text(spot{margin, y + subtitleLetter.size*0.85}, line, subtitleLetter, inkSoft)
		y += subtitleLetter.leading()
	}
	y = p.height - margin*0.7 - float64(len(s.footer)-1)*footerLetter.leading()
	for _, line := range s.footer {
		p.text(spot{margin, y}, line, footerLetter, inkFaint)
		y += footerLetter.leading()
	}
}
