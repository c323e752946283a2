module wavetank

go 1.26.0
