using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Core.Guide;

/// <summary>An application access policy: Exchange's older limit on what was consented to.</summary>
/// <param name="Identity">By what Exchange knows it.</param>
/// <param name="Applications">The applications that it limits.</param>
/// <param name="Right">RestrictAccess or DenyAccess.</param>
/// <param name="Scope">The group whose members it is about.</param>
internal sealed record AccessPolicy(string Identity, IReadOnlyList<Guid> Applications, string Right, string Scope)
{
    /// <summary>The policies about one application.</summary>
    internal static async Task<IReadOnlyList<AccessPolicy>> ReadAsync(Tenant tenant, Guid application, CancellationToken cancel) =>
    [
        .. (await tenant.Exchange.InvokeAsync(AccessCommands.GetAccessPolicies(), cancel).ConfigureAwait(false)).Rows.Select(row => new AccessPolicy(row.Text("Identity") ?? "",
            [.. row.List("AppId").SelectMany(a => a.Split(',', StringSplitOptions.TrimEntries)).Select(a => Guid.TryParse(a, out var id) ? id : default)], row.Text("AccessRight") ?? "", row.Text("ScopeName") ?? "")).Where(p => p.Applications.Contains(application)),
    ];
}
