using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>Removes our application from the directory, and the private keys of its certificates from this computer. What Exchange granted is taken back before.</summary>
internal sealed class ApplicationRemoval(Tenant tenant, string application) : Chapter<RegisteredApplication?>("Application", "Removal of the application")
{
    protected override Task<RegisteredApplication?> ReadAsync(CancellationToken cancel) => tenant.Applications.FindAsync(application, cancel);

    protected override string Found(RegisteredApplication? observed) => observed is null ? $"No application is called '{application}'." : $"'{application}' is registered ({observed.AppId}).";

    protected override IEnumerable<GuideStep> Plan(RegisteredApplication? observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        if (observed is null) { problems.Add(Applications.Missing(application)); yield break; }
        if (!observed.IsOurs)
        {
            problems.Add(new("NotMadeHere", TeemErrorKind.Conflict, $"'{application}' was not registered by this module.", application, "Remove it in the Entra admin center, if nothing else uses it."));
            yield break;
        }
        yield return new(Change(Keys.Removal(Keys.Application(application)), application, "Remove the application", [new("AppId", observed.AppId.ToString(), null)],
            "Nothing signs in with it any more. An administrator can bring it back within 30 days; its private key not.", ChangeImpact.High),
            [Keys.Removal(Keys.ExchangePrincipal(application)), .. AccessRemoval.Every.Select(role => Keys.Removal(Keys.Assignment(application, role)))], async cancel =>
        {
            await tenant.Applications.RemoveAsync(observed.ObjectId, application, cancel).ConfigureAwait(false);
            Forget(tenant, application, observed.Keys);
            tenant.Store.TakenBack(Keys.Application(application), Keys.Certificate(application));
        });
    }

    /// <summary>Forgets the private keys that were made here. A certificate that somebody gave was there before, and may serve other things.</summary>
    internal static void Forget(Tenant tenant, string application, IEnumerable<RegisteredKey> keys)
    {
        var given = tenant.Store.FindMade(Keys.Certificate(application)).SelectMany(e => e.Differences).Select(d => d.After).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var key in keys.Where(k => !given.Contains(k.Thumbprint) && tenant.Certificates.Find(k.Thumbprint) is { } kept && kept.Subject == $"CN={application}" && kept.Issuer == kept.Subject))
            tenant.Certificates.Remove(key.Thumbprint);
    }

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) =>
        await ReadAsync(cancel).ConfigureAwait(false) is null ? [Pass(application, "It is gone.")] : [Fail(application, "It is still there.", "NotRemoved", "Remove-TeemApplication")];
}
