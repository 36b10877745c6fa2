package cli

// tellBegun tells what to type next where nothing ran yet.
func (f *founding) tellBegun() {
	commit := [2]string{`git add -A && git commit -m "runbooks: first version"`, ""}
	_, err := f.repo.origin()
	switch {
	case f.b.sign == withoutKey:
		f.tellNext([2]string{"cosign trusted-root create --out runbooks/trusted_root.json", ""},
			[2]string{commit[0] + " && git push origin HEAD:main", ""},
			[2]string{"attestary protect", "then, on GitHub: Actions, Attestary " + starterRun + ", Run workflow"})
	case f.b.forge == onGitHub:
		f.tellNext([2]string{commit[0] + " && git push origin HEAD:main", ""}, [2]string{"attestary protect", "branch rules and environments"},
			[2]string{"gh secret set ATTESTARY_KEY --env attestary-sign <" + f.relative(f.key), ""})
	case f.b.empty:
		f.tellNext([2]string{"attestary library", "runbooks for the systems that you have"}, [2]string{"attestary add NAME", "bring one in"}, commit)
	case err != nil:
		f.tellNext([2]string{"attestary init --remote ../evidence.git", "a place for the evidence; or git remote add origin URL"},
			commit, [2]string{"attestary run " + starterRun, ""})
	default:
		f.tellNext(commit, [2]string{"attestary run " + starterRun, "the first signed run"}, [2]string{"attestary verify", "judge it, as an auditor would"})
	}
}

// tellRan tells what to type after the first run.
func (f *founding) tellRan() {
	if f.b.forge == onGitHub {
		f.tellNext([2]string{"git push origin HEAD:main", ""}, [2]string{"attestary protect", "branch rules and environments"},
			[2]string{"gh secret set ATTESTARY_KEY --env attestary-sign <" + f.relative(f.key), ""})
		return
	}
	f.tellNext([2]string{"attestary verify", "judge it, as an auditor would"}, [2]string{"attestary status", "what needs a person"},
		[2]string{"attestary library", "runbooks for the systems that you have"})
}
