using System.Text.Json;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>Takes back what an application may do in Exchange: the assignments that this module makes, their scopes when nothing else uses them, and, with the last of its roles, what makes Exchange know it.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="application">Our application's name.</param>
/// <param name="roles">The roles to take back.</param>
internal sealed class AccessRemoval(Tenant tenant, string application, IReadOnlyCollection<string> roles) : Chapter<AccessRemoval.Observed>("Impersonation", "Removal of access")
{
    /// <summary>Every role that this module grants.</summary>
    internal static readonly IReadOnlyCollection<string> Every = [ScopedRole.Rooms.Role, "Application Mail.Send"];

    /// <param name="Application">Ours; null when it is not registered.</param>
    /// <param name="Known">Whether Exchange knows it.</param>
    /// <param name="Assignments">Every assignment of the organization.</param>
    /// <param name="Scopes">The names of every management scope.</param>
    internal sealed record Observed(RegisteredApplication? Application, bool Known, IReadOnlyList<Assignment> Assignments, IReadOnlySet<string> Scopes);

    /// <summary>One role for somebody on some mailboxes.</summary>
    internal sealed record Assignment(string Name, string Role, string Assignee, IReadOnlyList<string> Scopes)
    {
        internal static Assignment Of(JsonElement row) => new(row.Text("Name") ?? "", row.Text("Role") ?? "", row.Text("RoleAssignee") ?? row.Text("RoleAssigneeName") ?? "",
            [.. new[] { row.Text("CustomResourceScope"), row.Text("CustomRecipientWriteScope"), row.Text("CustomConfigWriteScope") }.OfType<string>()]);
    }

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var assignments = tenant.Exchange.InvokeAsync(AccessCommands.GetAssignments(), cancel);
        var scopes = tenant.Exchange.InvokeAsync(AccessCommands.GetScopes(), cancel);
        var principals = tenant.Exchange.InvokeAsync(AccessCommands.GetServicePrincipals(), cancel);
        var found = await tenant.Applications.FindAsync(application, cancel).ConfigureAwait(false);
        var known = (await principals.ConfigureAwait(false)).Rows.Any(p => found is not null && p.Id("AppId") == found.AppId);
        return new(found, known, [.. (await assignments.ConfigureAwait(false)).Rows.Select(Assignment.Of)],
            (await scopes.ConfigureAwait(false)).Rows.Select(s => s.Text("Name") ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    static IEnumerable<Assignment> His(Observed observed) =>
        observed.Application?.Principal is { } principal ? observed.Assignments.Where(a => a.Assignee.Equals(principal.Id.ToString(), StringComparison.OrdinalIgnoreCase)) : [];

    // A role that somebody else gave it, under a name of his, is not ours to take.
    List<Assignment> Ours(Observed observed) => [.. His(observed).Where(a => roles.Contains(a.Role) && a.Name == ScopedAccess.AssignmentName(application, a.Role))];

    protected override string Found(Observed observed) => $"'{application}' has {Ours(observed).Count} roles of this module.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        if (observed.Application?.Principal is not { } principal) { problems.Add(Applications.Missing(application)); yield break; }
        var ours = Ours(observed);
        foreach (var assignment in ours)
            yield return new(Change(Keys.Removal(Keys.Assignment(application, assignment.Role)), application, $"Take back {assignment.Role}", [new("CustomResourceScope", assignment.Scopes.Count > 0 ? assignment.Scopes[0] : null, null)],
                "It can no longer use these mailboxes, as soon as Exchange's cache has forgotten: 30 minutes to 2 hours."), [], async cancel =>
            {
                await tenant.Exchange.InvokeAsync(AccessCommands.RemoveAssignment(assignment.Name), cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.Assignment(application, assignment.Role));
            });

        var removed = ours.Select(a => Keys.Removal(Keys.Assignment(application, a.Role))).ToList();
        var left = observed.Assignments.Except(ours).ToList();
        foreach (var scope in ours.SelectMany(a => a.Scopes).Where(s => ScopedRole.IsOurs(s) && observed.Scopes.Contains(s) && !left.Any(a => a.Scopes.Contains(s, StringComparer.OrdinalIgnoreCase))).Distinct())
            yield return new(Change(Keys.Removal(Keys.Scope(scope)), scope, "Remove the management scope", reason: "Nothing else uses it."), removed, async cancel =>
            {
                await tenant.Exchange.InvokeAsync(AccessCommands.RemoveScope(scope), cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.Scope(scope));
            });

        if (observed.Known && observed.Application.IsOurs && ours.Count == His(observed).Count())
            yield return new(Change(Keys.Removal(Keys.ExchangePrincipal(application)), application, "Let Exchange forget the application", reason: "It has no role left."), removed, async cancel =>
            {
                await tenant.Exchange.InvokeAsync(AccessCommands.RemoveServicePrincipal(principal.Id), cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.ExchangePrincipal(application));
            });
    }

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) =>
        Ours(await ReadAsync(cancel).ConfigureAwait(false)) is { Count: > 0 } left
            ? [.. left.Select(a => Fail(application, $"It still has {a.Role}.", "NotRemoved", "Revoke-TeemImpersonation"))]
            : [Pass(application, "It has no role of this module any more.")];
}
