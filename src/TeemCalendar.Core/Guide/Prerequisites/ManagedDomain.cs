using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>The service account's domain is managed by Entra: in a federated one the account is made, and signs in, where its identity provider is.</summary>
internal sealed class ManagedDomain(PrerequisiteFacts facts) : Prerequisite(facts, "whether the domains are managed or federated")
{
    internal override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var domains = await Facts.Domains.ConfigureAwait(false);
        var name = Request.ServiceAccount.Split('@')[^1];
        var managed = domains.Where(d => !d.Federated).OrderBy(d => d.Initial).ToList();
        var others = domains.Where(d => d.Federated).Select(d => d.Name).ToList();
        return domains.FirstOrDefault(d => d.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) switch
        {
            { Federated: true } federated =>
            [
                Fail($"{federated.Name} is federated: {Request.ServiceAccount} would have to be made, and would sign in, at the organization's own identity provider.", "DomainFederated",
                    managed.Count > 0 ? CommandLine.Of("New-TeemServiceAccount", ("UserPrincipalName", $"{Request.ServiceAccount.Split('@')[0]}@{managed[0].Name}")) : "Make the account at the organization's identity provider.", federated.Name),
            ],
            { } own => [Pass($"{own.Name}, the service account's domain, is managed by Entra{(others.Count > 0 ? $"; federated is {string.Join(", ", others)}" : "")}.", target: own.Name)],
            null => [Fail($"{name} is no domain of this tenant.", "DomainNotAccepted", managed.Count > 0 ? CommandLine.Of("New-TeemServiceAccount", ("UserPrincipalName", $"{Request.ServiceAccount.Split('@')[0]}@{managed[0].Name}")) : null, name)],
        };
    }
}
