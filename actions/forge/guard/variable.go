package guard

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/forge/road"
)

// App says which variables of an environment tell the signer as which app it asks who is in a team. The zero value:
// nobody has a role by a team.
type App struct {
	Environment      string
	ID, Installation string // names of the variables: the number of the app, and of its installation
}

type variable struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// app looks whether the signer is told as which app it asks, and where that is installed. Who is not told the second has to
// ask for it in every run.
func (g Guard) app(ctx context.Context, of App, missing bool) []Rule {
	if of.ID == "" || missing {
		return nil
	}
	on := "environment " + of.Environment
	number, place := "it names the app that sees teams, "+of.ID, "it says where the app is installed, "+of.Installation
	all, err := g.variables(ctx, of.Environment)
	if err != nil {
		return []Rule{unknown(on, number, err), unknown(on, place, err)}
	}
	id, has := valueOf(all, of.ID), valueOf(all, of.Installation)
	if id == "" {
		return []Rule{judged(on, number, false, "it does not, so nobody has a role by a team; whoever made the app sets it: gh variable set "+of.ID+" --env "+of.Environment, "", nil)}
	}
	return []Rule{{On: on, Rule: number, State: Held}, g.installed(ctx, of, on, place, id, has)}
}

// installed judges the variable that says where the app is installed. Whether the number that stands there is the right
// one, only an owner of the organization can see; the forge gives no token for a wrong one.
func (g Guard) installed(ctx context.Context, of App, on, rule, id, has string) Rule {
	want, err := g.installation(ctx, id)
	switch {
	case err != nil && number(has):
		return Rule{On: on, Rule: rule, State: Held}
	case err != nil:
		r := unknown(on, rule, err)
		r.Why = fmt.Sprintf("it does not (%s); an owner of the organization can set it: gh variable set %s --env %s", r.Why, of.Installation, of.Environment)
		r.State = Lacking
		return r
	case want == "":
		return judged(on, rule, false, fmt.Sprintf("app %s is not installed on %s", clean(id), g.Owner), "", nil)
	}
	why := "it does not, so every run has to ask"
	if has != "" {
		why = "it says " + clean(has) + ", and it is " + want
	}
	mend := fmt.Sprintf("the variable %s of the environment %s", of.Installation, of.Environment)
	return judged(on, rule, has == want, why, mend, func(ctx context.Context) error { return g.setVariable(ctx, of, want) })
}

func number(text string) bool {
	n, err := strconv.ParseInt(text, 10, 64)
	return err == nil && n > 0
}

func valueOf(all []variable, name string) string {
	if i := slices.IndexFunc(all, func(v variable) bool { return strings.EqualFold(v.Name, name) }); i >= 0 {
		return all[i].Value
	}
	return ""
}

func (g Guard) variables(ctx context.Context, environment string) ([]variable, error) {
	of := forge.Asked{What: "the variables of " + environment, Needs: "environments: read"}
	return list(ctx, g, g.at("environments", environment, "variables"), of, member[variable]("variables"))
}

// installation is the number of the installation that an app has on the organization; "" where it has none.
func (g Guard) installation(ctx context.Context, app string) (string, error) {
	type row struct {
		ID  int64 `json:"id"`
		App int64 `json:"app_id"`
	}
	of := forge.Asked{What: "the apps of " + g.Owner, Needs: "organization administration: read"}
	all, err := list(ctx, g, "orgs/"+url.PathEscape(g.Owner)+"/installations", of, member[row]("installations"))
	for _, r := range all {
		if strconv.FormatInt(r.App, 10) == app && r.ID > 0 {
			return strconv.FormatInt(r.ID, 10), err
		}
	}
	return "", err
}

// setVariable sets the number, be the variable there or not.
func (g Guard) setVariable(ctx context.Context, app App, to string) error {
	of := forge.Asked{What: "the variable " + app.Installation, Needs: "environments: write"}
	all, err := g.variables(ctx, app.Environment)
	if err != nil {
		return err
	}
	v := variable{app.Installation, to}
	if slices.ContainsFunc(all, func(has variable) bool { return strings.EqualFold(has.Name, v.Name) }) {
		return g.send(road.Repeatable(ctx), http.MethodPatch, g.at("environments", app.Environment, "variables", v.Name), v, nil, of)
	}
	find := func(ctx context.Context) (variable, bool, error) {
		all, err := g.variables(ctx, app.Environment)
		return v, valueOf(all, v.Name) == to, err
	}
	_, err = forge.Write(ctx, g.Client, find, func(ctx context.Context) (variable, error) {
		return v, g.send(ctx, http.MethodPost, g.at("environments", app.Environment, "variables"), v, nil, of)
	})
	return err
}
