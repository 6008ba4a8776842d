using TeemCalendar.Core.Connection;

namespace TeemCalendar.Core.Guide;

/// <summary>What the prerequisites are looked at for.</summary>
/// <param name="ServiceAccount">The service account's sign-in name.</param>
/// <param name="Application">Our application's name.</param>
/// <param name="AccessMode">The guide's way to the rooms.</param>
internal sealed record PrerequisiteRequest(string ServiceAccount, string Application, AccessMode AccessMode);

/// <summary>"Prerequisites": what has to be so before anything is changed. It plans nothing, and what may not be read is said and hides nothing else.</summary>
internal sealed class Prerequisites(Tenant tenant, PrerequisiteRequest request)
{
    internal const string Name = "Prerequisites";

    internal async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var facts = new PrerequisiteFacts(tenant, request, cancel);
        Prerequisite[] all =
        [
            new ExchangeInTenant(facts), new SupportedCloud(facts), new AdministratorRoles(facts), new OrganizationCustomization(facts), new FreeLicences(facts), new ManagedDomain(facts),
            new SecurityDefaults(facts), new ConditionalAccess(facts), new WebServices(facts), new TeemsApplication(facts), new TeemsReach(facts), new Expiry(facts),
        ];
        var answers = await Task.WhenAll(all.Select(prerequisite => AnswerAsync(prerequisite, cancel))).ConfigureAwait(false);
        return [.. answers.SelectMany(a => a)];
    }

    static async Task<IReadOnlyList<Check>> AnswerAsync(Prerequisite prerequisite, CancellationToken cancel)
    {
        try { return await prerequisite.VerifyAsync(cancel).ConfigureAwait(false); }
        catch (TeemException unread) { return [prerequisite.Unread(unread)]; }
    }
}
