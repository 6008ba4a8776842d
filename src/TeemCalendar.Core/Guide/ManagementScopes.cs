using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>The management scopes of this module's grants: made, corrected, and given back.</summary>
internal static class ManagementScopes
{
    /// <summary>Makes the scope that is wished, or corrects its filter where nobody else uses it.</summary>
    /// <param name="tenant">The connection.</param>
    /// <param name="chapter">The chapter's word.</param>
    /// <param name="wanted">The scope.</param>
    /// <param name="there">The filters of the scopes that are there, by name.</param>
    /// <param name="others">The assignments that are not this grant's.</param>
    /// <param name="problems">Gets what stands in the way.</param>
    /// <returns>Null when there is nothing to do, or something stands in the way.</returns>
    internal static GuideStep? Plan(Tenant tenant, string chapter, MailboxScope wanted, IReadOnlyDictionary<string, string> there, IEnumerable<RoleAssignment> others, List<TeemException> problems)
    {
        if (wanted is not { Kind: ScopeKind.Filter, Name: { } scope, Filter: { } filter }) return null;
        var isThere = there.TryGetValue(scope, out var before);
        if (isThere && RecipientFilter.Same(before!, filter)) return null;
        if (isThere && others.Where(a => scope.Equals(a.Scope.Name, StringComparison.OrdinalIgnoreCase)).Select(a => a.Name).ToList() is { Count: > 0 } users)
        {
            problems.Add(new("ScopeDiffers", TeemErrorKind.Conflict, $"A management scope '{scope}' is there with another filter ({before}), and {string.Join(", ", users)} uses it.", scope,
                $"Look what uses it (Get-ManagementRoleAssignment -CustomRecipientWriteScope '{scope}'), then rename or remove it."));
            return null;
        }
        var change = new Change
        {
            Key = Keys.Scope(scope), Chapter = chapter, Target = scope, Action = isThere ? "Change the management scope" : "Make the management scope",
            Differences = [new("RecipientRestrictionFilter", before, filter)], Reason = isThere ? "It matches others than are wished." : null, Impact = isThere ? wanted.Impact : ChangeImpact.Medium,
        };
        return new(change, [Keys.Customization], cancel => tenant.Exchange.InvokeAsync(isThere ? AccessCommands.SetScope(scope, filter) : AccessCommands.NewScope(scope, filter), cancel));
    }

    /// <summary>Removes those of this module's scopes that nothing else uses, or gives a scope that was there before its filter back.</summary>
    /// <param name="tenant">The connection.</param>
    /// <param name="chapter">The chapter's word.</param>
    /// <param name="there">The filters of the scopes that are there, by name.</param>
    /// <param name="left">The names of scopes that are still in use afterwards.</param>
    /// <param name="used">The names of scopes that another computer made, as far as can be told: what is taken back used them, and this journal does not have it.</param>
    /// <param name="made">What the journal has of each key, the oldest last.</param>
    /// <param name="after">The keys of what uses them still.</param>
    internal static IEnumerable<GuideStep> Remove(Tenant tenant, string chapter, IReadOnlyDictionary<string, string> there, IEnumerable<string?> left, IEnumerable<string?> used, ILookup<string, Storage.JournalEntry> made, IReadOnlyList<string> after)
    {
        var (kept, freed) = (Names(left), Names(used));
        foreach (var scope in there.Keys.Where(s => MailboxScope.IsOurs(s) && !kept.Contains(s) && (freed.Contains(s) || made.Contains(Keys.Scope(s)))))
        {
            var before = made[Keys.Scope(scope)].LastOrDefault()?.Differences is [var filter, ..] ? filter.Before : null;
            var change = new Change { Key = Keys.Removal(Keys.Scope(scope)), Chapter = chapter, Target = scope, Action = "Remove the management scope", Reason = "Nothing else uses it.", Impact = ChangeImpact.Medium };
            if (before is not null) change = change with { Action = "Give back the filter of the management scope", Differences = [new("RecipientRestrictionFilter", there[scope], before)], Reason = "It was there before." };
            yield return new(change, after, async cancel =>
            {
                await tenant.Exchange.InvokeAsync(before is null ? AccessCommands.RemoveScope(scope) : AccessCommands.SetScope(scope, before), cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.Scope(scope));
            });
        }

        static HashSet<string> Names(IEnumerable<string?> names) => names.OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
