// Writes the packages for Node, Python, Go and C# from a schema of a Pulumi provider, which it
// checks against Pulumi's metaschema first: sdk-generator schema.json FOLDER. It runs the code of
// `pulumi package gen-sdk` without that command's language hosts, which the Go module proxy does not
// have.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// tool is the name that the generated files give for their origin.
const tool = "pulumi-dhcp-failover"

type files = map[string][]byte

// generators has the generator of each language, by the name of its folder.
var generators = map[string]func(*schema.Package) (files, error){
	"nodejs": func(pkg *schema.Package) (files, error) {
		return nodejs.GeneratePackage(tool, pkg, nil, nil, false, nil)
	},
	"python": func(pkg *schema.Package) (files, error) {
		return python.GeneratePackage(tool, pkg, nil, nil)
	},
	"go": func(pkg *schema.Package) (files, error) {
		return golang.GeneratePackage(tool, pkg, nil)
	},
	"dotnet": func(pkg *schema.Package) (files, error) {
		return dotnet.GeneratePackage(tool, pkg, nil, nil)
	},
}

// blankLogo answers each request with a blank picture: the generator for C# fetches a logo.
type blankLogo struct{}

func (blankLogo) RoundTrip(*http.Request) (*http.Response, error) {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewAlpha(image.Rect(0, 0, 64, 64))); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(&picture)}, nil
}

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("usage: sdk-generator schema.json FOLDER"))
	}
	http.DefaultTransport = blankLogo{}
	for language := range generators {
		if err := generate(language, os.Args[1], os.Args[2]); err != nil {
			fail(fmt.Errorf("%s: %w", language, err))
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// generate writes the package for one language into its own folder.
func generate(language, schemaFile, folder string) error {
	pkg, err := readSchema(schemaFile)
	if err != nil {
		return err
	}
	generated, err := generators[language](pkg)
	if err != nil {
		return err
	}
	for name, text := range generated {
		path := filepath.Join(folder, language, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// readSchema reads a schema and checks it. A generator changes what it is given, so each gets its own.
func readSchema(file string) (*schema.Package, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, nil, schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if len(diagnostics) > 0 {
		return nil, fmt.Errorf("%s does not fit Pulumi's metaschema: %w", file, diagnostics)
	}
	return pkg, nil
}
