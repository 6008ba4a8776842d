using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Core.Guide;

/// <summary>"Prerequisites": what has to be so before anything is changed. It plans nothing.</summary>
internal sealed class Prerequisites(Tenant tenant)
{
    internal const string Name = "Prerequisites";

    internal async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var config = await tenant.Exchange.InvokeAsync(AccessCommands.GetOrganizationConfig(), cancel).ConfigureAwait(false);
        var licences = await tenant.Directory.GetLicencesAsync(cancel).ConfigureAwait(false);
        var checks = new List<Check>
        {
            tenant.AcceptedDomains.Count > 0
                ? Pass($"Exchange Online answers, for {string.Join(", ", tenant.AcceptedDomains)}.", CheckEvidence.Proven)
                : Fail("Exchange has no accepted domain in this tenant.", "NoExchange", "If you are using a hosted Exchange provider, you may need to reach out to your provider for more details."),
            licences.Where(l => l.HasExchange).Sum(l => Math.Max(0, l.Free)) is > 0 and var free
                ? Pass($"{free} licences with an Exchange mailbox are free.")
                : Fail("No licence with an Exchange mailbox is free; a service account that has to be made needs one.", "NoLicence", "Buy or free a licence with Exchange Online Plan 1 or 2."),
        };
        if (config.Rows.Count > 0)
            checks.Add(Pass(config.Rows[0].Flag("EwsEnabled") == true
                ? "EWS is on. This integration does not use it: everything goes through Microsoft Graph. Exchange Online ends EWS on 2027-04-01."
                : "EWS is off in this tenant. This integration does not use it: everything goes through Microsoft Graph."));
        try { tenant.RefuseGovernment(); checks.Add(Pass("The tenant is in a cloud that the guide supports.")); }
        catch (TeemException excluded) { checks.Add(Fail(excluded.Message, excluded.Id, excluded.Remedy)); }
        return checks;
    }

    Check Pass(string detail, CheckEvidence evidence = CheckEvidence.Configured) => new() { Chapter = Name, Target = tenant.Domain, Status = CheckStatus.Pass, Evidence = evidence, Detail = detail };

    Check Fail(string detail, string cause, string? remedy) => new() { Chapter = Name, Target = tenant.Domain, Status = CheckStatus.Fail, Detail = detail, Cause = cause, Remedy = remedy };
}
