namespace TeemCalendar.Core.Guide;

/// <summary>Exchange is in the tenant, with a domain that it accepts mail for.</summary>
internal sealed class ExchangeInTenant(PrerequisiteFacts facts) : Prerequisite(facts, "Exchange's accepted domains")
{
    internal override Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Check>>(
    [
        Tenant.AcceptedDomains.Count > 0
            ? Pass($"Exchange Online answers, for {string.Join(", ", Tenant.AcceptedDomains)}.", CheckEvidence.Proven)
            : Fail("Exchange has no accepted domain in this tenant.", "NoExchange", "If you are using a hosted Exchange provider, you may need to reach out to your provider for more details."),
    ]);
}
