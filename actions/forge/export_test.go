package forge

// What the fuzz targets look at.
var (
	Coauthors = coauthors
	Numbered  = numbered
)
