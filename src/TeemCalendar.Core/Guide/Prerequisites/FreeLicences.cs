namespace TeemCalendar.Core.Guide;

/// <summary>A licence with an Exchange mailbox is free, or the service account has one.</summary>
internal sealed class FreeLicences(PrerequisiteFacts facts) : Prerequisite(facts, "the tenant's licences")
{
    internal override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var bought = (await Tenant.Directory.GetLicencesAsync(cancel).ConfigureAwait(false)).Where(l => l.HasExchange).ToList();
        var free = bought.Sum(l => Math.Max(0, l.Free));
        if (free > 0) return [Pass($"{free} licences with an Exchange mailbox are free: {string.Join(", ", bought.Where(l => l.Free > 0).Select(l => $"{l.PartNumber} {l.Free}"))}.")];
        var account = await Tenant.Directory.FindAccountAsync(Request.ServiceAccount, cancel).ConfigureAwait(false);
        return account is not null && bought.Any(l => account.Licences.Contains(l.Sku))
            ? [Pass($"No licence with an Exchange mailbox is free; {account.UserPrincipalName} has one.")]
            : [Fail("No licence with an Exchange mailbox is free; a service account that has to be made needs one.", "NoLicence", "Buy or free a licence with Exchange Online Plan 1 or 2.")];
    }
}
